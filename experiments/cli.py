"""The `motorloops` command: what can be typed, and how failures are told.

Only what every call needs is imported at the top, so that help comes at once and Ctrl-C is
quiet from the start.
"""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Any

from experiments.analysis.commands import ANALYSIS_COMMANDS
from experiments.options import JSON, USUAL_BODY, Argument, Command, Option, UsageError, parse
from experiments.sweep.commands import SWEEP_COMMANDS
from experiments.text import NOTICE
from model.errors import BadInput
from model.protocol import PROTOCOLS

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def _serve(options: Namespace) -> int:
    from experiments.request import whole_number
    from server.sweeps.shelf import SHELF
    from server.web import serve

    SHELF.put(options.studies)
    serve(options.host, whole_number("port", options.port, 0, 65535))
    return DONE


def _run(options: Namespace) -> int:
    if options.row is not None or getattr(options, "from") is not None:
        from experiments.rerun import rerun

        return DONE if rerun(options, RUN_OPTIONS) else FAILED
    from experiments.run import run

    return DONE if run(options) else FAILED


def _list(options: Namespace, listing: dict[str, Any], as_text: Callable[..., str]) -> int:
    print(json.dumps(listing, allow_nan=False) if options.json else as_text(listing))
    return DONE


def _presets(options: Namespace) -> int:
    from experiments import listings

    return _list(options, listings.presets(), listings.presets_text)


def _levers(options: Namespace) -> int:
    from experiments import listings

    return _list(options, listings.all_levers(), listings.levers_text)


def _bodies(options: Namespace) -> int:
    from experiments import listings

    return _list(options, listings.bodies(options.atlas), listings.bodies_text)


def _network(options: Namespace) -> int:
    from experiments.export import export

    print(export(options.body, options.atlas, options.out))
    return DONE


def _behaviours(options: Namespace) -> int:
    from experiments.behaviours_table import listing, measured, text
    from experiments.request import whole_number

    results = measured(whole_number("seeds", options.seeds, 2, 1000))
    return _list(options, listing(results), lambda _: text(results))


def _evidence(options: Namespace) -> int:
    from experiments.evidence.command import evidence

    print(evidence(options))
    return DONE


def _protocol(options: Namespace) -> int:
    from experiments.protocols.command import protocol

    print(protocol(options))
    return DONE


def _bench(options: Namespace) -> int:
    from experiments.bench.command import bench

    print(bench(options))
    return DONE


def _check(options: Namespace) -> int:
    from experiments.brian.command import check

    told, agrees = check(options)
    print(told)
    return DONE if agrees else FAILED


def _robustness(options: Namespace) -> int:
    from experiments.calibration.report import robust

    print(robust(options))
    return DONE


def _calibrate(options: Namespace) -> int:
    from experiments.calibration.command import calibrate

    print(calibrate(options))
    return DONE


ATLAS = Option("--atlas", "DIR", "folder of your own atlas tables")
BODY = Option("--body", "BODY", "one of `motorloops bodies`", USUAL_BODY)
RUN_OPTIONS = (
    Option("--preset", "NAME", "one of `motorloops presets`", "healthy"),
    Option("--body", "BODY", f"one of `motorloops bodies` (default: the preset's or {USUAL_BODY})"),
    Option("--set", "LEVER=VALUE", "turn a lever; may be repeated", adds_to="changes"),
    Option("--effort", "SHARE", "the same as --set effort=SHARE", adds_to="changes"),
    Option("--agonist", "MUSCLE", "the same as --set agonist=MUSCLE", adds_to="changes"),
    Option("--protocol", "NAME", f"what the person does: {', '.join(PROTOCOLS)}", "hold"),
    Option("--seconds", "S", "length of the run", "5"),
    Option("--seed", "N", "seed of the first run's noise", "1"),
    Option("--seeds", "N", "number of runs, each with the next seed", "1"),
    Option("--engine", "NAME", "compiled, or agents: the same figures, slowly", "compiled"),
    Option("--network", "FILE", "a network from a GraphML file instead of body and atlas"),
    ATLAS,
    JSON,
    Option("--out", "FILE", "write the time courses as .csv or .parquet"),
    Option("--plot", "FILE", "draw the muscles as .png or .svg"),
    Option("--from", "DIR|FILE", "run a row of a sweep, or a saved session, again as it was"),
    Option("--row", "N", "the row, counted from 0 (with --from)"),
)
PROTOCOL_OPTIONS = (
    Option("--preset", "NAME", "the condition beside health", "moderate"),
    *RUN_OPTIONS[1:3],
    Option("--node", "NODE", "which node is hurt, such as GPI/biceps (only for `lesion`)"),
    Option("--seeds", "N", "number of runs of each condition", "20"),
    Option("--seed", "N", "seed of the first run's noise", "1"),
    JSON,
    Option("--plot", "FILE", "draw what was found as .png or .svg"),
)
PARADIGM = Argument("name", "NAME", "which paradigm; left out, it says which there are", True)
FIT_OPTIONS = (
    Option("--out", "DIR", "a new folder for what is found, or one to go on with", required=True),
    Option("--starts", "N", "searches: one from the table, the others from around it", "1"),
    Option("--width", "X", "largest distance of a start from the table, in log weight", "0.2"),
    Option("--rounds", "N", "rounds of each search at most", "2"),
    Option("--seeds", "N", "noise seeds for each table of weights", "2"),
    Option("--seed", "N", "seed of the starts", "1"),
    ATLAS,
)
ROBUST_OPTIONS = (
    Option("--draws", "N", "tables with all weights moved at once; best a power of two", "64"),
    Option("--width", "SHARE", "largest move of a weight, as a share of it", "0.2"),
    Option("--seeds", "N", "noise seeds for each table of weights", "2"),
    Option("--seed", "N", "seed of the first run's noise, and of the moves", "1"),
    JSON,
)
RUN_NOTE = (
    "`motorloops levers` lists what --set can turn, with range and meaning. Levers act in the "
    "order typed, after those of the preset."
)
COMMANDS = {
    command.name: command
    for command in (
        Command(
            "serve", "open the dashboard",
            (
                Option("--host", "ADDRESS", "address to listen on", "127.0.0.1"),
                Option("--port", "PORT", "port to listen on; 0 for any", "8765"),
                Option("--studies", "DIR", "folder of finished studies to show, each in its own"),
            ),
            _serve, "Ctrl-C ends it.",
        ),
        Command("run", "run one condition and print its measures", RUN_OPTIONS, _run, RUN_NOTE),
        Command("presets", "list the named conditions", (JSON,), _presets),
        Command("levers", "list what can be turned, and the constants", (JSON,), _levers),
        Command("bodies", "list the bodies", (ATLAS, JSON), _bodies),
        Command(
            "network", "write the network for networkx, Gephi or Cytoscape",
            (BODY, ATLAS, Option("--out", "FILE", "a .graphml or .json file", required=True)),
            _network,
        ),
        Command(
            "behaviours", "measure what the model must show, with intervals",
            (Option("--seeds", "N", "runs of each condition", "20"), JSON), _behaviours,
            "Each behaviour is shown if the whole 95 % interval lies where it is needed.",
        ),
        Command(
            "evidence", "hold the model against published findings",
            (
                Option("--seeds", "N", "runs of each condition with the default weights", "20"),
                Option("--sets", "N", "fitted sets of weights to ask as well; 0 for none", "30"),
                JSON,
                Option("--html", "FILE", "write it as one page that needs no network"),
            ),
            _evidence, "docs/evidence.md says what the verdicts mean.",
        ),
        Command(
            "protocol", "do one test of the virtual laboratory", PROTOCOL_OPTIONS, _protocol,
            "docs/laboratory.md says what each test does.", (PARADIGM,),
        ),
        Command(
            "bench", "measure the engine beside its rivals",
            (
                Option("--rounds", "N", "times that each is timed, in turn", "7"),
                Option("--quick", None, "shorter work, at most 3 rounds, no long chains"), JSON,
            ),
            _bench, "`make bench` installs the rivals; who is missing is left out.",
        ),
        Command(
            "check", "compare the engine with the same network in Brian2", (BODY, ATLAS, JSON),
            _check, "It needs the extra `check`; docs/check.md says what is compared.",
        ),
        Command("calibrate", "fit the weights to the behaviours", FIT_OPTIONS, _calibrate,
                "The same options and tables give the same weights; a round takes minutes."),
        Command(
            "robustness", "the behaviours over all fitted sets, and with the weights moved",
            ROBUST_OPTIONS, _robustness, "It takes about a second for each table of weights.",
        ),
        *SWEEP_COMMANDS,
        *ANALYSIS_COMMANDS,
    )
}  # fmt: skip


def _act(argv: Sequence[str]) -> int:
    options = parse(argv, COMMANDS, NOTICE)
    if options.version:
        from importlib.metadata import version

        print(f"motorloops {version('motorloops')}")
    return DONE if options.command is None else COMMANDS[options.command].act(options)


def _fail(message: object, code: int) -> int:
    line = " ".join(str(message).split())
    print(f"motorloops: {line}", file=sys.stderr)
    return code


def _settle_output() -> None:
    """Write out what is printed; if nobody takes it, leave Python nothing to complain about."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; every failure is one line on standard error.

    Args:
        argv: what was typed after the name of the program; None for this process's own.

    Returns:
        Exit code: 0 done, 1 failed at run time, 2 bad input, 130 ended by Ctrl-C.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file name may hold any byte
    try:
        try:
            code = _act(sys.argv[1:] if argv is None else argv)
        finally:
            _settle_output()
    except SystemExit as end:  # help has been printed
        code = end.code if isinstance(end.code, int) else DONE
    except (BadInput, UsageError) as error:
        code = _fail(error, BAD_INPUT)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # whoever reads has seen enough
        code = DONE
    except (OSError, RuntimeError) as error:
        code = _fail(error, FAILED)
    except Exception as error:  # ours to mend; its kind says more than its text
        code = _fail(f"{type(error).__name__}: {error}", FAILED)
    return code


if __name__ == "__main__":
    sys.exit(main())
