"""The command with input that nobody would type, each call in a process of its own.

A call ends with 0, or with 2 and one short line; it leaves no file behind when it is refused.
"""

import json
import shlex
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pytest

from motorloops import build_network, write_graphml
from motorloops.experiments.cli.main import COMMANDS, RUN_OPTIONS, SWEEP_OPTIONS
from motorloops.experiments.sweeps.study_file import axis_names
from motorloops.model.network.atlas import PACKAGED_ATLAS
from motorloops.model.params import levers
from tests.helpers.fits import fit_table
from tests.helpers.forks import Case, Outcome, run_cases
from tests.helpers.studies import table, toml

T = TypeVar("T")
CASES, SEED = 300, 20
LONGEST_LINE = 700
NUMBERS = (
    "0", "1", "-1", "0.5", "1e-300", "1e400", "-0.0", "nan", "inf", "-inf", "1_0", "0x10", "1,5",
    "9" * 5000, "1e999999999", "18446744073709551616", "9007199254740993", "\u0661", "1.5.2", "+3",
)  # fmt: skip
WORDS = (
    "", " ", "a" * 5000, "[" * 5000, "{" * 5000, "'", '"', "\\", "\n", "a\nb", "=", "=1", "--",
    "-", "-h", "\u2028", "\ud7ff", "\U0001f9e0", "../..", "/", "/dev/zero", "/dev/null",
    "/proc/self/mem",
    "pipe.toml", "pipe.json", "loop.graphml", "folder", "none.toml", "$(id)", "%s%n", "{0}",
    "true", "null", "biceps", "flexor_0", "chain:1", "chain:99999999999", "ring:-1", "arm:2",
)  # fmt: skip
SHORT = ("--body", "chain:1", "--seconds", "0.35")
# Commands that answer at once whatever their options are; the others are in their own tests.
QUICK = (
    "presets", "levers", "bodies", "network", "status", "export", "show", "sensitivity", "compare",
    "merge", "infer",
)  # fmt: skip


class Draw:
    """Choices at random, the same for the same seed and name."""

    def __init__(self, seed: int, name: str) -> None:
        self._generator = np.random.default_rng([seed, *name.encode()])

    def number(self, low: int, high: int) -> int:
        return int(self._generator.integers(low, high))

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options))]


def words_of(draw: Draw) -> str:
    """Some text: a number, a word, a lever, or bytes at random."""
    kind = draw.number(0, 5)
    if kind == 0:
        return draw.one_of(NUMBERS)
    if kind == 1:
        return draw.one_of(WORDS)
    if kind == 2:
        return draw.one_of([*levers(), *axis_names()])
    if kind == 3:
        return f"{draw.one_of([*levers(), *WORDS])}={draw.one_of([*NUMBERS, *WORDS])}"
    return "".join(chr(draw.one_of([draw.number(1, 128), draw.number(1, 0xD7FF)]))
                   for _ in range(draw.number(1, 40)))  # fmt: skip


def spoiled(content: bytes, draw: Draw) -> bytes:
    """The content with some damage: cut, bytes changed, or parts repeated, swapped or inserted."""
    first, last = sorted(draw.number(0, len(content) + 1) for _ in range(2))
    digits = [at for at, byte in enumerate(content) if chr(byte).isdigit()]
    digit = draw.one_of(digits) if digits else 0
    some = draw.one_of([*NUMBERS, *WORDS]).encode()
    damaged = (
        content[:first],
        content[:first] + bytes([draw.number(0, 256)]) + content[first + 1 :],
        content[:last] + content[first:last] + content[last:],
        content[:first] + content[last:],
        content[:first] + some + content[first:],
        content[:digit] + draw.one_of(NUMBERS).encode() + content[digit + 1 :],
    )
    return draw.one_of(damaged)


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> dict[str, bytes]:
    """Files that are read without complaint."""
    folder = tmp_path_factory.mktemp("sound")
    write_graphml(build_network("chain:1"), folder / "a.graphml")
    recording = {"body": "chain:1", "preset": "mild", "levers": {"effort": 0.3}, "ms": 50}
    study = table(body="chain:1", seconds=0.4, seeds__count=1)
    tables = {f"atlas/{path.relative_to(PACKAGED_ATLAS)}": path.read_bytes()
              for path in PACKAGED_ATLAS.rglob("*.csv")}  # fmt: skip
    return {
        "a.graphml": (folder / "a.graphml").read_bytes(),
        "a.json": json.dumps(recording).encode(),
        "a.toml": toml(study).encode(),
        "points.csv": b"loss,effort\n0.1,0.5\n0.2,0.6\n",
        "fit.toml": toml(fit_table(body="chain:1", particles=10, generations=1)).encode(),
        "list.toml": b'body = "chain:1"\nseconds = 0.4\n'
        b'[design]\nkind = "list"\nfile = "points.csv"\n',
        **tables,
    }


def any_words(draw: Draw, _: dict[str, bytes]) -> Case:
    """A quick command, or none, with any words and options."""
    name = draw.one_of([*QUICK, *QUICK, draw.one_of(WORDS)])
    flags = [option.flag for option in COMMANDS[name].options] if name in COMMANDS else ["--json"]
    words = [draw.one_of([*flags, words_of(draw)]) for _ in range(draw.number(0, 4))]
    return Case((name, *words), {})


def any_option(draw: Draw, _: dict[str, bytes]) -> Case:
    """A short run with options of any value."""
    flags = [option.flag for option in RUN_OPTIONS if option.metavar]
    argv = [word for _ in range(draw.number(1, 3))
            for word in (draw.one_of(flags), words_of(draw))]  # fmt: skip
    return Case(("run", *SHORT, *argv), {})


def any_key(draw: Draw, sound: dict[str, bytes]) -> Case:
    """A study with any value of any key."""
    keys = ["design", "design.axes", "design.kind", "seeds.count", "seeds", "measures", "fixed",
            "network", "atlas", "body", "seconds", "chunk", "name", "design.axes.loss"]  # fmt: skip
    flags = [option.flag for option in SWEEP_OPTIONS if option.metavar and option.flag != "--out"]
    more = [draw.one_of(flags), words_of(draw)] if draw.number(0, 3) == 0 else []
    argv = ["--set", f"{draw.one_of([*keys, words_of(draw)])}={words_of(draw)}", *more]
    return Case(("sweep", "a.toml", "--dry-run", *argv), {"a.toml": sound["a.toml"].hex()})


def any_file(draw: Draw, sound: dict[str, bytes]) -> Case:
    """A damaged file of any kind."""
    name = draw.one_of(list(sound))
    files = {key: content.hex() for key, content in sound.items()}
    files[name] = spoiled(sound[name], draw).hex()
    argv: dict[str, tuple[str, ...]] = {
        "a.graphml": ("run", "--seconds", "0.35", "--network", "a.graphml"),
        "a.json": ("run", "--from", "a.json"),
        "a.toml": ("sweep", "a.toml", "--dry-run"),
        "fit.toml": ("fit", "fit.toml", "--dry-run"),
        "list.toml": ("sweep", "list.toml", "--dry-run"),
        "points.csv": ("sweep", "list.toml", "--dry-run"),
    }
    return Case(argv.get(name, ("run", *SHORT, "--atlas", "atlas")), files)


def wrong(case: Case, done: Outcome) -> str:
    """What is wrong with the outcome of a case; empty if nothing is."""
    lines = done.err.splitlines()
    if done.code not in (0, 2):
        return f"exit code {done.code}"
    if done.code == 2 and (len(lines) != 1 or not lines[0].startswith("motorloops: ")):
        return "not one line"
    if any(len(line) > LONGEST_LINE for line in lines):
        return "a line that is too long"
    if done.code == 2 and (done.out or done.left):
        return f"output of a refused call: {done.out[:99]!r}, {done.left}"
    return ""


@pytest.mark.parametrize("make", [any_words, any_option, any_key, any_file])
def test_any_call_ends_as_it_should(sound, make: Callable[..., Case]):
    draw = Draw(SEED, make.__name__)
    cases = [make(draw, sound) for _ in range(CASES)]
    outcomes = list(run_cases(cases))
    assert len(outcomes) == CASES
    bad = [
        f"{why}: {shlex.join(word[:200] for word in case.argv)}: {done.err[-400:]}"
        for case, done in zip(cases, outcomes, strict=True)
        if (why := wrong(case, done))
    ]
    assert not bad, "\n".join(bad[:20])
    assert {done.code for done in outcomes} == {0, 2}


def test_every_command_is_fuzzed_or_tested_elsewhere():
    slow = {
        "serve",
        "site",
        "behaviours",
        "evidence",
        "paradigm",
        "calibrate",
        "robustness",
        "train",
    }
    assert set(COMMANDS) == {*QUICK, "run", "sweep", "fit", *slow}
