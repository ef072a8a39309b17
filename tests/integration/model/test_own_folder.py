"""The package works beside files of the user that are named like its folders and modules."""

import pytest

from motorloops import Params, hold, measure, simulate
from tests.helpers.own_folder import OWN, run_in_own_folder

SPAWN = """
here = run(3)
with multiprocessing.get_context("spawn").Pool(1) as pool:
    there = pool.apply(run, (3,))
print(json.dumps([here, there]))
"""


def expected() -> float:
    frame = measure(simulate(Params(), hold(0.05, 0.01, 0.02), [3], "chain:2"))
    return float(frame["agonist_activation"].iloc[0])


def test_a_script_and_a_spawned_process_use_the_package_and_their_own_files(tmp_path) -> None:
    for process in run_in_own_folder(tmp_path, SPAWN):
        assert process["value"] == expected()
        assert process["own"] == list(OWN)


def test_a_second_process_finds_the_kernels_in_the_cache(tmp_path) -> None:
    first, second = run_in_own_folder(tmp_path, SPAWN)
    assert all(h + m == 1 for h, m in zip(first["hits"], first["misses"], strict=True))
    assert (second["hits"], second["misses"]) == ([1, 1], [0, 0])


@pytest.mark.parametrize("command", [["-m", "motorloops", "--version"]])
def test_the_command_runs_beside_own_files(tmp_path, command) -> None:
    code = "import subprocess, sys\n"
    code += f"done = subprocess.run([sys.executable, *{command}], capture_output=True, text=True)\n"
    code += "print(json.dumps([done.returncode, done.stderr]))"
    assert run_in_own_folder(tmp_path, code) == [0, ""]
