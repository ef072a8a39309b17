"""Speed ratios, their targets, and the table of results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.timing import TimingRow
from motorloops.experiments.formatting import columns, figure

ENGINE, DOUBLE = "engine float32", "engine float64"
OUTCOMES = "outcomes float32"
COMMON = ", common noise"


@dataclass(frozen=True)
class Ratio:
    """Speed of one candidate relative to the fastest of some others.

    Attributes:
        name: key of the ratio.
        ours: name of the candidate.
        theirs: names of the others; the fastest one that was measured counts.
        target: smallest ratio that is required; None for no requirement.
        means: description in words.
    """

    name: str
    ours: str
    theirs: tuple[str, ...]
    target: float | None
    means: str


JAX, C32, C64 = ("jax gather", "jax matrix"), "c float32", "c float64"


def _common(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name + COMMON for name in names)


RATIOS = (
    Ratio("mesa", ENGINE, ("mesa",), 1500.0, "engine over Mesa agents, each run its own noise"),
    Ratio("mesa_common_noise", ENGINE + COMMON, ("mesa",), 3000.0, "the same, runs share noise"),
    Ratio("float64_mesa", DOUBLE, ("mesa",), 700.0, "exact engine over Mesa agents"),
    Ratio("float64_mesa_common_noise", DOUBLE + COMMON, ("mesa",), 1200.0, "runs share noise"),
    Ratio("outcomes", OUTCOMES, (ENGINE,), 0.9, "settings to measures over the bare engine"),
    Ratio("outcomes_common_noise", OUTCOMES + COMMON, (ENGINE + COMMON,), 0.9, "runs share noise"),
    Ratio("outcomes_mesa", OUTCOMES, ("mesa",), None,
          "settings to measures over Mesa agents"),
    Ratio("jax", ENGINE, JAX, 10.0, "engine over the faster JAX scan"),
    Ratio("jax_common_noise", ENGINE + COMMON, _common(JAX), None, "the same, runs share noise"),
    Ratio("tvboptim", ENGINE, ("tvboptim",), 10.0, "engine over the neural part in tvboptim"),
    Ratio("numpy", ENGINE, ("numpy",), None, "engine over NumPy"),
    Ratio("numpy_common_noise", ENGINE + COMMON, _common(["numpy"]), None, "runs share noise"),
    Ratio("c", ENGINE, (C32,), 0.88, "engine over C by hand"),
    Ratio("c_common_noise", ENGINE + COMMON, _common([C32]), 0.88, "runs share noise"),
    Ratio("c_float64", DOUBLE, (C64,), None, "exact engine over C with the same bits"),
    Ratio("c_float64_common_noise", DOUBLE + COMMON, _common([C64]), None, "runs share noise"),
    Ratio("float64", DOUBLE, (ENGINE,), None, "engine in float64 over float32"),
)  # fmt: skip
THREADS = Ratio("threads", "", (), 1.8, "two threads over one, wall time")


def ratios(rows: Sequence[TimingRow], threads: float) -> dict[str, float | None]:
    """All ratios; None where a rival is missing."""
    speed = {row.candidate.name: row.runs_per_second for row in rows}
    found: dict[str, float | None] = {}
    for ratio in RATIOS:
        theirs = [speed[name] for name in ratio.theirs if name in speed]
        found[ratio.name] = speed[ratio.ours] / max(theirs) if theirs else None
    return found | {THREADS.name: threads}


def _verdict(ratio: Ratio, value: float | None) -> str:
    if ratio.target is None:
        return ""
    if value is None:
        return f"wanted {ratio.target:g}: not measured"
    return f"wanted {ratio.target:g}: {'met' if value >= ratio.target else 'MISSED'}"


def _speeds(rows: Sequence[TimingRow]) -> str:
    table = [("candidate", "runs/CPU s", "ns/node-step", "low", "high", "build s", "off", "work")]
    for row in rows:
        job, each = row.candidate, row.as_dict()
        spread = [
            seconds / row.node_steps * 1e9 for seconds in (min(row.seconds), max(row.seconds))
        ]
        off = "-" if row.checked is None else f"{row.checked:.0e}"
        table.append((
            job.name, figure(row.runs_per_second), figure(float(str(each["ns_per_node_step"]))),
            figure(spread[0]), figure(spread[1]), figure(row.build_seconds), off,
            f"{job.runs} x {job.milliseconds} ms",
        ))  # fmt: skip
    return columns(table, right=range(1, 7))


def _of(extra: Sequence[Mapping[str, Any]], measure: str) -> list[Mapping[str, Any]]:
    return [row for row in extra if row["measure"] == measure]


def _others(extra: Sequence[Mapping[str, Any]]) -> str:
    """Threads, memory and cold start, one line each."""
    (threads,), (memory,) = _of(extra, "threads"), _of(extra, "memory")
    single, double = (memory[f"state_bytes_per_run_{p}"] / 1024 for p in ("float32", "float64"))
    lines = [
        f"Two threads: {threads['ratio']:.2f} times one (best of {threads['bursts']} bursts; "
        f"{threads['cores']} cores, load {threads['load']:.1f}).",
        f"Memory: {single:.1f} KiB of state a run in float32, {double:.1f} KiB in float64; "
        f"this process held {memory['peak_process_bytes'] / 2**20:.0f} MiB at most.",
    ]
    for cold in _of(extra, "cold_start"):
        lines.append(
            f"Cold start, compile cache warm: `motorloops run` {cold['run_seconds']:.1f} s, "
            f"first figures of `outcomes` {cold['outcomes_seconds']:.1f} s."
        )
    return "\n".join(lines)


def text(
    found: Mapping[str, float | None], rows: Sequence[TimingRow], extra: Sequence[Mapping[str, Any]]
) -> str:
    """The results of the benchmark as text.

    Args:
        found: from :func:`ratios`.
        rows: rows of the candidates.
        extra: measurements of the engine alone.
    """
    compared = [("ratio", "value", "target", "what")]
    for ratio in (*RATIOS, THREADS):
        value = found[ratio.name]
        compared.append((ratio.name, figure(value), _verdict(ratio, value), ratio.means))
    bodies = [("joints", "nodes", "ns/node-step", "low", "high", "KiB of state a run")]
    bodies += [
        (str(row["joints"]), str(row["nodes"]), figure(row["ns_per_node_step"]),
         figure(row["ns_per_node_step_low"]), figure(row["ns_per_node_step_high"]),
         figure(row["state_bytes_per_run"] / 1024))
        for row in _of(extra, "joints")
    ]  # fmt: skip
    (machine,) = _of(extra, "machine")
    head = f"{machine['cpu']}, {machine['cores']} cores, load {machine['load']:.1f}"
    return "\n\n".join([
        head, columns(compared, right=[1]), _speeds(rows), columns(bodies, right=range(5)),
        _others(extra),
    ])  # fmt: skip
