"""motorloops: a network model of motor control in dystonia.

This module is the public interface: everything in ``__all__`` is stable as described in
``docs/api-stability.md``; all other modules may change in any release. Names are imported when
they are first used, so that ``import motorloops`` loads neither Mesa nor pandas nor the engine.

Examples:
    >>> from motorloops import Params, hold, measure, simulate
    >>> healthy, lossy = Params(), Params().replace(loss=0.5)
    >>> table = measure(simulate([healthy, lossy], hold(0.5), seeds=[1, 2]))
    >>> table.shape[0]
    4
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motorloops.experiments.analysis.dose_response import dose_response, thresholds
    from motorloops.experiments.analysis.frames import cells, summaries
    from motorloops.experiments.analysis.indices import Indices
    from motorloops.experiments.analysis.interaction import interaction
    from motorloops.experiments.analysis.regions import Regions, regions_of
    from motorloops.experiments.analysis.report import sweep_report
    from motorloops.experiments.analysis.sensitivity import (
        SensitivityResult,
        morris,
        pawn,
        sensitivity_of,
        sobol,
    )
    from motorloops.experiments.fitting.fit import Fit, fit_levers
    from motorloops.experiments.inference.answer import Answer, infer
    from motorloops.experiments.inference.estimator import (
        Estimator,
        packaged_estimator,
        read_estimator,
    )
    from motorloops.experiments.inference.measurements import Measurements, read_measurements
    from motorloops.experiments.paradigms.paradigm import Paradigm
    from motorloops.experiments.paradigms.registry import PARADIGMS
    from motorloops.experiments.sweeps.arrays import time_courses, to_xarray
    from motorloops.experiments.sweeps.merge import merge_studies
    from motorloops.experiments.sweeps.results import Results, open_results
    from motorloops.experiments.sweeps.runner import extend_study, run_study
    from motorloops.experiments.sweeps.study import Study
    from motorloops.experiments.sweeps.study_file import read_study
    from motorloops.model.agents import MotorModel, NetworkAgent, PopulationAgent
    from motorloops.model.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
    from motorloops.model.errors import InputError
    from motorloops.model.measures import (
        MEASURES,
        Measure,
        MeasureInput,
        measure,
        measure_input,
        overflow_by_distance,
    )
    from motorloops.model.measuring import co_contraction_index
    from motorloops.model.network.atlas import Atlas, load_atlas
    from motorloops.model.network.body import Body, body_names, load_body
    from motorloops.model.network.build import Network, build_network, make_network
    from motorloops.model.network.graphml import read_graphml, write_graphml
    from motorloops.model.network.rebuild import from_graph
    from motorloops.model.params import Lever, Params, levers
    from motorloops.model.presets import PRESETS, Preset, preset
    from motorloops.model.recording import (
        Configuration,
        Event,
        Recording,
        read_recording,
        write_recording,
    )
    from motorloops.model.simulate import Outcomes, simulate, simulate_outcomes
    from motorloops.model.timeline import TIMELINES, Phase, Timeline, hold, reach, rest, tap
    from motorloops.model.trajectory import Trajectory

__version__: str

__all__ = [
    "MEASURES",
    "PARADIGMS",
    "PRESETS",
    "TIMELINES",
    "Answer",
    "Atlas",
    "Body",
    "Checkpoint",
    "Configuration",
    "Estimator",
    "Event",
    "Fit",
    "Indices",
    "InputError",
    "Lever",
    "Measure",
    "MeasureInput",
    "Measurements",
    "MotorModel",
    "Network",
    "NetworkAgent",
    "Outcomes",
    "Paradigm",
    "Params",
    "Phase",
    "PopulationAgent",
    "Preset",
    "Recording",
    "Regions",
    "Results",
    "SensitivityResult",
    "Study",
    "Timeline",
    "Trajectory",
    "body_names",
    "build_network",
    "cells",
    "co_contraction_index",
    "dose_response",
    "extend_study",
    "fit_levers",
    "from_graph",
    "hold",
    "infer",
    "interaction",
    "levers",
    "load_atlas",
    "load_body",
    "make_network",
    "measure",
    "measure_input",
    "merge_studies",
    "morris",
    "open_results",
    "overflow_by_distance",
    "packaged_estimator",
    "pawn",
    "preset",
    "reach",
    "read_checkpoint",
    "read_estimator",
    "read_graphml",
    "read_measurements",
    "read_recording",
    "read_study",
    "regions_of",
    "rest",
    "run_study",
    "sensitivity_of",
    "simulate",
    "simulate_outcomes",
    "sobol",
    "summaries",
    "sweep_report",
    "tap",
    "thresholds",
    "time_courses",
    "to_xarray",
    "write_checkpoint",
    "write_graphml",
    "write_recording",
]

_NAMES = {
    "experiments.analysis.dose_response": "dose_response thresholds",
    "experiments.analysis.frames": "cells summaries",
    "experiments.analysis.indices": "Indices",
    "experiments.analysis.interaction": "interaction",
    "experiments.analysis.regions": "Regions regions_of",
    "experiments.analysis.report": "sweep_report",
    "experiments.analysis.sensitivity": "SensitivityResult morris pawn sensitivity_of sobol",
    "experiments.fitting.fit": "Fit fit_levers",
    "experiments.inference.answer": "Answer infer",
    "experiments.inference.estimator": "Estimator packaged_estimator read_estimator",
    "experiments.inference.measurements": "Measurements read_measurements",
    "experiments.paradigms.paradigm": "Paradigm",
    "experiments.paradigms.registry": "PARADIGMS",
    "experiments.sweeps.arrays": "time_courses to_xarray",
    "experiments.sweeps.merge": "merge_studies",
    "experiments.sweeps.results": "Results open_results",
    "experiments.sweeps.runner": "extend_study run_study",
    "experiments.sweeps.study": "Study",
    "experiments.sweeps.study_file": "read_study",
    "model.agents": "MotorModel NetworkAgent PopulationAgent",
    "model.checkpoint": "Checkpoint read_checkpoint write_checkpoint",
    "model.errors": "InputError",
    "model.measures": "MEASURES Measure MeasureInput measure measure_input overflow_by_distance",
    "model.measuring": "co_contraction_index",
    "model.network.atlas": "Atlas load_atlas",
    "model.network.body": "Body body_names load_body",
    "model.network.build": "Network build_network make_network",
    "model.network.graphml": "read_graphml write_graphml",
    "model.network.rebuild": "from_graph",
    "model.params": "Lever Params levers",
    "model.presets": "PRESETS Preset preset",
    "model.recording": "Configuration Event Recording read_recording write_recording",
    "model.simulate": "Outcomes simulate simulate_outcomes",
    "model.timeline": "TIMELINES Phase Timeline hold reach rest tap",
    "model.trajectory": "Trajectory",
}
_HOME = {name: f"{__name__}.{module}" for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first used (PEP 562)."""
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    elif name == "__version__":
        from importlib.metadata import version

        value = version("motorloops")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
