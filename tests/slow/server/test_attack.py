"""The attacks of `make attack`: each is refused, and an ordinary visitor is served meanwhile."""

import pytest

from scripts.attack import ATTACKS, Result, attack, main, table

SEED = 20_260


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What came of each attack, at one server."""
    found = list(attack(tmp_path_factory.mktemp("attack"), ATTACKS, SEED))
    print(table(found))
    return {result.name: result for result in found}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [*ATTACKS, "the server afterwards"])
def test_an_attack_is_refused_and_a_visitor_is_served(results, name):
    assert results[name].failures == []
    assert results[name].tried > 0


def test_a_visitor_was_there(results):
    for name in ATTACKS:
        assert results[name].page
        assert results[name].echo


def test_the_command_says_what_failed(monkeypatch, capsys):
    def fails(_target: object, result: Result) -> None:
        result.check(True, "")
        result.check(False, "it was let in")

    monkeypatch.setattr("scripts.attack.ATTACKS", {"burglar": fails})
    assert main(["--seed", "1"]) == 1
    assert "burglar: it was let in" in capsys.readouterr().out
