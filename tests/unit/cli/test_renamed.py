"""Names of version 0.1 are refused with the new name."""

from pathlib import Path

import pytest

from motorloops.experiments.cli.main import COMMANDS
from motorloops.experiments.cli.options import parse
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError


@pytest.mark.parametrize(
    ("typed", "new"),
    [
        (["protocol", "stress"], "motorloops paradigm"),
        (["bench", "--json"], "make bench"),
        (["check"], "make check-brian2"),
        (["run", "--protocol", "hold"], "--timeline"),
        (["run", "--protocol=hold"], "--timeline"),
    ],
)
def test_an_old_name_is_answered_with_the_new_one(typed: list[str], new: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(typed, COMMANDS, "")
    assert new in caught.value.allowed


def test_the_old_key_of_a_study_is_answered_with_the_new_one() -> None:
    study = {"protocol": "hold", "design": {"kind": "grid", "axes": {"loss": [0, 1]}}}
    with pytest.raises(InputError) as caught:
        check_study(study, Path("study.toml"))
    assert "timeline" in caught.value.allowed
