"""The `motorloops` command: its sub-commands and options, and how errors become exit codes.

Only modules that every call needs are imported at the top, so that help appears immediately and
Ctrl-C is handled from the start; each sub-command imports the rest.
"""

import json
import os
import sys
import warnings
from argparse import Namespace
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from motorloops.experiments.cli.options import (
    BODY,
    JSON,
    NETWORK_OPTIONS,
    Argument,
    Command,
    Option,
    UsageError,
    parse,
)
from motorloops.experiments.formatting import NOTICE
from motorloops.experiments.progress import log
from motorloops.model.errors import InputError, cut
from motorloops.model.timeline import TIMELINES

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def _serve(options: Namespace) -> int:
    from motorloops.experiments.parsing import whole_number
    from motorloops.server.embedding import FRAME_ANCESTORS
    from motorloops.server.networks import NETWORKS
    from motorloops.server.pages.sweeps.studies import STUDIES
    from motorloops.server.web import serve

    NETWORKS.use(options.atlas, options.network)
    STUDIES.put(options.studies)
    FRAME_ANCESTORS.allow(options.embed_in)
    serve(
        options.host,
        whole_number("port", options.port, 0, 65535),
        names=options.host_name,
        proxies=options.proxy,
    )
    from motorloops.server.pages.sweeps.jobs import MANAGERS  # not before the server is set up

    MANAGERS.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(DONE)  # libraries' threads still run; Python's own end below them crashes at times


def _site(options: Namespace) -> int:
    from motorloops.experiments.files import check_output, replacing
    from motorloops.server.static_site import single_file, write_site

    if (options.out is None) == (options.single_file is None):
        given = "neither" if options.out is None else "both"
        raise InputError("--out, --single-file", given, "give one of them")
    if options.out is not None:
        size = write_site(Path(options.out))
        print(f"Written: {options.out} ({size / 1000:.0f} kB; open it through a web server)")
        return DONE
    target = check_output("--single-file", options.single_file, (".html",))
    with replacing(target) as part:
        part.write_text(single_file(), encoding="utf-8")
    print(f"Written: {options.single_file} ({target.stat().st_size / 1000:.0f} kB)")
    return DONE


def _run(options: Namespace) -> int:
    from motorloops.experiments.cli.run import run

    return DONE if run(options, RUN_OPTIONS) else FAILED


def _list(options: Namespace, listing: dict[str, Any], as_text: Callable[..., str]) -> int:
    print(json.dumps(listing, allow_nan=False) if options.json else as_text(listing))
    return DONE


def _presets(options: Namespace) -> int:
    from motorloops.experiments.cli import listings

    return _list(options, listings.presets(), listings.presets_text)


def _levers(options: Namespace) -> int:
    from motorloops.experiments.cli import listings

    return _list(options, listings.all_levers(), listings.levers_text)


def _bodies(options: Namespace) -> int:
    from motorloops.experiments.cli import listings

    return _list(options, listings.bodies(options.atlas, options.network), listings.bodies_text)


def _network(options: Namespace) -> int:
    from motorloops.experiments.cli.listings import export_network

    print(export_network(options.body, options.atlas, options.out, options.network))
    return DONE


def _behaviours(options: Namespace) -> int:
    from motorloops.experiments.cli.calibration import behaviours

    print(behaviours(options))
    return DONE


def _evidence(options: Namespace) -> int:
    from motorloops.experiments.cli.evidence import evidence

    print(evidence(options))
    return DONE


def _paradigm(options: Namespace) -> int:
    from motorloops.experiments.cli.paradigm import paradigm

    print(paradigm(options))
    return DONE


def _robustness(options: Namespace) -> int:
    from motorloops.experiments.cli.calibration import robustness

    print(robustness(options))
    return DONE


def _calibrate(options: Namespace) -> int:
    from motorloops.experiments.cli.calibration import calibrate

    print(calibrate(options))
    return DONE


def _infer(options: Namespace) -> int:
    from motorloops.experiments.cli.inference import infer

    print(infer(options, INFER_OPTIONS))
    return DONE


def _train(options: Namespace) -> int:
    from motorloops.experiments.cli.inference import train

    print(train(options))
    return DONE


FOLDER = Argument("folder", "DIR", "folder of a sweep")


def _sweep(options: Namespace) -> int:
    from motorloops.experiments.cli.sweep import sweep

    print(sweep(options))
    return DONE


def _status(options: Namespace) -> int:
    from motorloops.experiments.sweeps.folder import sweep_folder
    from motorloops.experiments.sweeps.results import Results, status, status_text

    report = status(Results(sweep_folder(options.folder)), verify=options.verify)
    text = status_text(report, options.folder)
    print(json.dumps(report, allow_nan=False) if options.json else text)
    return DONE if report.get("verified", True) else FAILED


def _merge(options: Namespace) -> int:
    from motorloops.experiments.cli.sweep import merge

    print(merge(options))
    return DONE


def _fit(options: Namespace) -> int:
    from motorloops.experiments.cli.fit import fit

    print(fit(options, LEVER_FIT_OPTIONS))
    return DONE


def _export(options: Namespace) -> int:
    from motorloops.experiments.cli.export import export

    print(export(options))
    return DONE


HTML = Option("--html", "FILE", "write one self-contained HTML page")
WORKER_OPTIONS = (
    Option("--threads", "N", "threads of this process (default: one per core)"),
    Option("--workers", "N", "worker processes on this machine instead of threads"),
    Option("--scheduler", "ADDRESS", "address of a running Dask scheduler to use instead"),
)
LEVER_FIT_OPTIONS = (
    Option("--template", None, "write a fit file to start from to FILE; run nothing"),
    Option("--dry-run", None, "print the number of runs and the estimated time; run nothing"),
    Option("--out", "DIR", "folder for the fit (required without --template or --dry-run)"),
    Option("--resume", None, "resume the fit in DIR"),
    *WORKER_OPTIONS,
    HTML,
    JSON,
)
SWEEP_OPTIONS = (
    Option("--out", "DIR", "folder for the results (required without --dry-run)"),
    Option("--resume", None, "resume the sweep in DIR"),
    Option("--extend", None, "add the seeds or points that the finished sweep in DIR lacks"),
    *NETWORK_OPTIONS,
    *WORKER_OPTIONS,
    Option("--seeds", "N", "runs per point; overrides the study"),
    Option("--precision", "NAME", "float32 or float64; overrides the study"),
    Option("--levers", "A,B", "vary only these levers of a pairs study"),
    Option("--set", "KEY=VALUE", "override a key of the study, e.g. design.samples=64",
           adds_to="changes"),
    Option("--dry-run", None, "print the number of runs and the estimated time; run nothing"),
    JSON,
)  # fmt: skip
SWEEP_COMMANDS = (
    Command(
        "sweep", "run a study: many points, many seeds", SWEEP_OPTIONS, _sweep,
        "Ctrl-C stops it and prints how to resume. docs/sweeps.md explains study files.",
        (Argument("study", "STUDY", "a .toml file, or the name of a packaged study"),),
    ),
    Command(
        "fit", "fit levers to your own targets",
        LEVER_FIT_OPTIONS, _fit,
        "It keeps all settings that agree with the targets, not one winner. Ctrl-C stops it and "
        "prints how to resume. docs/fit.md explains fit files.",
        (Argument("file", "FILE", "a .toml file of parameters and targets"),),
    ),
    Command(
        "status", "report the progress of a sweep",
        (Option("--verify", None, "read all rows and compute their hash again"), JSON),
        _status, arguments=(FOLDER,),
    ),
    Command(
        "merge", "merge finished sweeps of one study into a new folder", (JSON,),
        _merge, "They differ in seeds or points. docs/sweeps.md explains what can be merged.",
        (
            Argument("out", "OUT", "a new folder for the results"),
            Argument("folders", "DIR", "folders of two or more finished sweeps", many=True),
        ),
    ),
    Command(
        "export", "write the rows or time courses of a sweep",
        (
            Option("--time-courses", None, "compute the time courses of rows again; write them"),
            Option("--rows", "ROWS", "which rows: 3, 0:100 or 3,7,20:30 (with --time-courses)"),
            Option("--every", "MS", "milliseconds between two samples (with --time-courses)"),
            Option("--rates", None, "write the rates of all nodes, too (with --time-courses)"),
        ),
        _export, "docs/sweeps.md shows how to read the files.",
        (FOLDER, Argument("file", "FILE", "a .csv, .parquet, .nc or .zarr file")),
    ),
)  # fmt: skip


def _show(options: Namespace) -> int:
    from motorloops.experiments.analysis.report import report_as_dict, report_text
    from motorloops.experiments.cli.analysis import show

    report = show(options.folder, options.html, options.figures, options.region)
    as_json = options.json
    print(json.dumps(report_as_dict(report), allow_nan=False) if as_json else report_text(report))
    return DONE


def _sensitivity(options: Namespace) -> int:
    from motorloops.experiments.cli.analysis import (
        sensitivity,
        sensitivity_as_dict,
        sensitivity_text,
    )

    found = sensitivity(options.folder, options.html)
    print(
        json.dumps(sensitivity_as_dict(found), allow_nan=False)
        if options.json
        else sensitivity_text(found)
    )
    return DONE


def _compare(options: Namespace) -> int:
    from motorloops.experiments.analysis.report import report_text
    from motorloops.experiments.analysis.study_comparison import (
        comparison_as_dict,
        comparison_report,
    )
    from motorloops.experiments.cli.analysis import compare

    found = compare(options.first, options.second, options.html)
    print(
        json.dumps(comparison_as_dict(found), allow_nan=False)
        if options.json
        else report_text(comparison_report(found))
    )
    return DONE


ANALYSIS_COMMANDS = (
    Command(
        "show", "report the results of a sweep in words and figures",
        (
            HTML,
            Option("--figures", "DIR", "write each figure as .svg and .png, and its data as .csv"),
            Option(
                "--region", "OUTCOME", "say where an outcome, as overflow>0.03 or twist<2, is "
                "frequent; may be given several times (default: a measure above its healthy "
                "limit)", repeats=True,
            ),
            JSON,
        ),
        _show, "docs/analysis.md explains each figure and index.", (FOLDER,),
    ),
    Command(
        "sensitivity", "rank the levers from a sobol, morris or lhs sweep",
        (HTML, JSON),
        _sensitivity, "docs/analysis.md explains each index.", (FOLDER,),
    ),
    Command(
        "compare", "compare two sweeps at the points that they share",
        (HTML, JSON), _compare,
        "Runs of one point and one seed are compared with each other.",
        (
            Argument("first", "DIR1", "folder of the first sweep"),
            Argument("second", "DIR2", "folder of the second sweep"),
        ),
    ),
)  # fmt: skip


INFER_OPTIONS = (
    Option("--template", None, "write a table to be filled in to FILE; run nothing"),
    Option("--body", "NAME", "body that the measurements are compared with (default: that of FILE "
           "or of the estimator, or arm)"),
    Option("--estimator", "FILE", "an estimator of your own instead of the packaged one"),
    Option("--minutes", "FILE", "a .csv table paradigm,minutes: what tests cost you"),
    Option("--seed", "N", "seed of the draws from the posterior", "1"),
    HTML, JSON,
)  # fmt: skip
INFERENCE_COMMANDS = (
    Command(
        "infer", "say which part of the network explains measurements",
        INFER_OPTIONS,
        _infer, "It is about the model, and no diagnosis. docs/inference.md explains the answer.",
        (Argument("file", "FILE", "measurements, as .csv or .json"),),
    ),
    Command(
        "train", "train an estimator for the prior and the measures of a study",
        (
            Option("--out", "DIR", "folder for the sweeps and the estimator", required=True),
            Option("--resume", None, "go on with the training in DIR"),
            Option("--seed", "N", "seed of the training", "1"),
            Option("--epochs", "N", "times that a network sees the points (default: as often as "
                   "those of the packaged estimators)"),
            Option("--no-nodes", None, "do not learn single nodes"),
            Option("--no-further-tests", None, "do not learn the value of tests not in the study"),
            Option("--threads", "N", "threads of this process (default: one per core)"),
            Option("--workers", "N", "worker processes on this machine instead of threads"),
            Option("--scheduler", "ADDRESS", "address of a running Dask scheduler to use instead"),
            JSON,
        ),
        _train, "It needs the extra infer. docs/inference.md explains training and calibration.",
        (Argument("study", "STUDY", "a .toml file, or the name of a packaged study"),),
    ),
)  # fmt: skip
SET = Option("--set", "LEVER=VALUE", "set a lever; may be repeated", adds_to="changes")
SEED = Option("--seed", "N", "seed of the first run's noise", "1")
RUN_OPTIONS = (
    Option("--preset", "NAME", "one of `motorloops presets`", "healthy"),
    BODY,
    *NETWORK_OPTIONS,
    SET,
    Option("--effort", "SHARE", "the same as --set effort=SHARE", adds_to="changes"),
    Option("--task", "TASK", "the same as --set task=TASK", adds_to="changes"),
    Option("--agonist", "MUSCLE", "the same as --set agonist=MUSCLE", adds_to="changes"),
    Option("--timeline", "NAME", f"what the person does: {', '.join(TIMELINES)}", "hold"),
    Option("--seconds", "S", "length of the run", "5"),
    SEED,
    Option("--seeds", "N", "number of runs, with consecutive seeds", "1"),
    Option("--engine", "NAME", "compiled, or agents (slower, same results)", "compiled"),
    JSON,
    Option("--out", "FILE", "write the time courses as .csv or .parquet"),
    Option("--plot", "FILE", "plot muscle activation as .png or .svg"),
    Option("--from", "DIR|FILE", "repeat a row of a sweep or a saved session"),
    Option("--row", "N", "row number, from 0 (with --from)"),
)
PARADIGM_OPTIONS = (
    Option("--preset", "NAME", "the condition compared with health", "moderate"),
    BODY,
    *NETWORK_OPTIONS,
    SET,
    Option("--node", "NODE", "the lesioned node, such as GPI/biceps (only for `lesion`)"),
    Option("--seeds", "N", "number of runs of each condition", "20"),
    SEED,
    JSON,
    Option("--plot", "FILE", "plot the figures as .png or .svg"),
)
PARADIGM = Argument("name", "NAME", "name of the paradigm; omit to list all names", True)
CALIBRATE_OPTIONS = (
    Option("--out", "DIR", "a new folder for the fitted weights, or one to resume", required=True),
    Option("--starts", "N", "number of searches: one from the table, the others around it", "1"),
    Option("--width", "X", "largest distance of a start from the table, in log weight", "0.2"),
    Option("--rounds", "N", "most rounds of each search", "2"),
    Option("--seeds", "N", "noise seeds for each table of weights", "2"),
    Option("--seed", "N", "seed of the starts", "1"),
    *NETWORK_OPTIONS,
)
ROBUSTNESS_OPTIONS = (
    Option("--draws", "N", "tables with all weights moved; preferably a power of two", "64"),
    Option("--width", "SHARE", "largest move of a weight, as a share of it", "0.2"),
    Option("--seeds", "N", "noise seeds for each table of weights", "2"),
    Option("--seed", "N", "seed of the first run's noise, and of the moves", "1"),
    *NETWORK_OPTIONS,
    JSON,
)
RUN_NOTE = (
    "`motorloops levers` lists what --set can set, with range and meaning. Levers are applied in "
    "the order typed, after those of the preset."
)
COMMANDS = {
    command.name: command
    for command in (
        Command(
            "serve", "open the dashboard",
            (
                Option("--host", "ADDRESS", "address to listen on", "127.0.0.1"),
                Option("--port", "PORT", "port to listen on; 0 for any", "8765"),
                Option(
                    "--host-name", "NAME", "host name to answer to, such as that of a proxy; "
                    "may be given several times", repeats=True,
                ),
                Option(
                    "--proxy", "ADDRESS", "address or network of a proxy whose X-Forwarded headers "
                    "count; may be given several times (default: this machine)", repeats=True,
                ),
                Option("--studies", "DIR", "finished studies to show, each in a subfolder of DIR"),
                Option("--embed-in", "ORIGINS", "sites, with commas, that may frame the pages"),
                *NETWORK_OPTIONS,
            ),
            _serve, "Ctrl-C ends it.",
        ),
        Command(
            "site", "write the pages that need no server",
            (
                Option("--out", "DIR", "folder for a web host"),
                Option("--single-file", "FILE", "one .html file, which opens from a disk"),
            ),
            _site,
            "Story, Explore, Compare, Lessons and What explains this? run in the browser.",
        ),
        Command("run", "run one condition and print its measures", RUN_OPTIONS, _run, RUN_NOTE),
        Command("presets", "list the named conditions", (JSON,), _presets),
        Command("levers", "list all levers and constants", (JSON,), _levers),
        Command("bodies", "list the bodies", (*NETWORK_OPTIONS, JSON), _bodies),
        Command(
            "network", "write the network for networkx, Gephi or Cytoscape",
            (BODY, *NETWORK_OPTIONS,
             Option("--out", "FILE", "a .graphml or .json file", required=True)),
            _network,
        ),
        Command(
            "behaviours", "measure the behaviours the model must show",
            (Option("--seeds", "N", "runs of each condition", "20"), *NETWORK_OPTIONS, JSON),
            _behaviours,
            "A behaviour is shown if the whole 95 % interval lies in the needed range.",
        ),
        Command(
            "evidence", "compare the model with published findings",
            (
                Option("--seeds", "N", "runs of each condition with the default weights", "20"),
                Option("--sets", "N", "fitted sets of weights to include; 0 for none", "30"),
                *NETWORK_OPTIONS,
                JSON,
                Option("--html", "FILE", "write one self-contained HTML page"),
            ),
            _evidence, "docs/evidence.md explains the verdicts.",
        ),
        Command(
            "paradigm", "run a clinical or experimental paradigm", PARADIGM_OPTIONS,
            _paradigm, "docs/laboratory.md describes every paradigm.", (PARADIGM,),
        ),
        Command("calibrate", "fit the weights to the behaviours", CALIBRATE_OPTIONS, _calibrate,
                "The same options and tables give the same weights. A round takes minutes."),
        Command(
            "robustness", "measure the behaviours with fitted and perturbed weights",
            ROBUSTNESS_OPTIONS, _robustness,
            "The weights are those of all fitted sets, and tables with every weight moved at "
            "random. Each table takes about a second.",
        ),
        *SWEEP_COMMANDS,
        *ANALYSIS_COMMANDS,
        *INFERENCE_COMMANDS,
    )
}  # fmt: skip


def _act(argv: Sequence[str]) -> int:
    options = parse(argv, COMMANDS, NOTICE)
    if options.version:
        from importlib.metadata import version

        print(f"motorloops {version('motorloops')}")
    return DONE if options.command is None else COMMANDS[options.command].act(options)


def _fail(message: object, code: int) -> int:
    log(f"motorloops: {' '.join(cut(word) for word in str(message).split())}")
    return code


def _warn(message: Warning | str, *_place: object) -> None:
    """Report a warning of a library as one line, without its place in the code."""
    log(f"motorloops: warning: {next(iter(str(message).splitlines()), message)}")


def _flush_output() -> None:
    """Flush standard output; if its reader is gone, discard the rest without an error."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def _fill_closed_streams() -> None:
    """Open the null device where a standard stream is closed.

    Otherwise the next file that is opened takes its number, and libraries write their messages
    into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest free number


def exit_code(act: Callable[[], int]) -> int:
    """Call ``act``; report an error as one line on standard error, and return the exit code.

    Returns:
        0 done, 1 failed at run time, 2 bad input, 130 interrupted by Ctrl-C.
    """
    try:
        try:
            code = act()
        finally:
            _flush_output()
    except SystemExit as end:  # help has been printed
        code = end.code if isinstance(end.code, int) else DONE
    except (InputError, UsageError) as error:
        code = _fail(error, BAD_INPUT)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of the output has gone
        code = DONE
    except (OSError, RuntimeError) as error:
        code = _fail(error, FAILED)
    except Exception as error:  # a bug: the type is more informative than the message
        code = _fail(f"{type(error).__name__}: {error}", FAILED)
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: the words after the name of the program; None for this process's own.

    Returns:
        Exit code, as :func:`exit_code`.
    """
    _fill_closed_streams()
    os.environ["MPLBACKEND"] = "agg"  # figures are files: no window, whatever the user has set
    warnings.showwarning = _warn
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file name may contain any byte
    return exit_code(lambda: _act(sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
