"""Write the tables of docs/model.md from the atlas, the levers and the code: `make docs`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from motorloops.model import dynamics, homeostasis, noise
from motorloops.model.measures import HIGH_HZ, LOW_HZ, MEASURES
from motorloops.model.measuring import ACTIVE
from motorloops.model.network.atlas import ASSUMPTION, Atlas, load_atlas, read_table
from motorloops.model.network.body import (
    GROUP_LEAN,
    LEAST_OPPOSITION,
    TASKS,
    Body,
    Dof,
    JointRow,
    Muscle,
    MuscleRow,
    TaskRow,
    body_names,
    load_body,
)
from motorloops.model.network.build import DIFFUSE_RADIUS
from motorloops.model.params import GROUPS, Lever, levers
from motorloops.model.presets import PRESETS
from motorloops.model.timeline import SETTLED, TIMELINES

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "model.md"
MADE_UP = Dof("", "", "")  # a joint of a synthetic body
MADE_UP_MUSCLE = Muscle("", "", "", "", "", ())  # a muscle of one
Cells = Sequence[str]

# Constants in the code that are not levers: value, unit, meaning, source.
FIXED = (
    (dynamics.STEP_MS, "ms", "Time step", ASSUMPTION),
    (dynamics.HILL_SHORTENING, "1", "$`h_s`$, curvature of the Hill curve, shortening", ASSUMPTION),
    (dynamics.HILL_LENGTHENING_GAIN, "1", "$`h_g`$, force gained by lengthening", ASSUMPTION),
    (dynamics.HILL_LENGTHENING_CURVE, "1", "$`h_l`$, curvature, lengthening", ASSUMPTION),
    (dynamics.ACTIVATION_OFFSET, "1", "$`c_0`$ of activation dynamics", "thelen2003"),
    (dynamics.ACTIVATION_SLOPE, "1", "$`c_1`$ of activation dynamics", "thelen2003"),
    (DIFFUSE_RADIUS, "joints", "Reach of the topology `diffuse`", ASSUMPTION),
    (LEAST_OPPOSITION, "cosine", "*q*, least opposition of two antagonists", ASSUMPTION),
    (GROUP_LEAN, "share", "*g*, what alike neighbours share more, others less", ASSUMPTION),
    (homeostasis.SWEEPS, "1", "Sweeps for the resting rates under lasting changes", ASSUMPTION),
    (homeostasis.STEP, "share", "Share of its way that a resting rate moves in one", ASSUMPTION),
    (homeostasis.SETTLED, "share", "Largest move of a rate that ends the sweeps", ASSUMPTION),
    (MADE_UP.stiffness, "1/rad", "Stiffness of a joint in a made-up body", ASSUMPTION),
    (MADE_UP.damping, "s/rad", "Damping of it", ASSUMPTION),
    (MADE_UP.inertia, "s²/rad", "Inertia of it", ASSUMPTION),
    (MADE_UP_MUSCLE.strength, "1", "Strength of a muscle of such a body", ASSUMPTION),
    (MADE_UP_MUSCLE.length, "optimal lengths", "Length of it in the neutral posture", ASSUMPTION),
    (noise.BLOCK, "nodes", "Nodes served by one counter of the generator", "salmon2011"),
    (SETTLED, "share", "Share of the command that is left out of the steady part", ASSUMPTION),
    (ACTIVE, "MVC", "Activation from which a muscle counts as active", ASSUMPTION),
    (LOW_HZ, "Hz", "Low end of the band of `low_frequency_power`", ASSUMPTION),
    (HIGH_HZ, "Hz", "High end of that band", ASSUMPTION),
)  # fmt: skip


class Notes:
    """Notes shared by several rows: numbered in order of use, and listed below the table."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, note: str) -> str:
        """The number of a note; nothing for none."""
        return str(self._numbers.setdefault(note, len(self._numbers) + 1)) if note else ""

    def listed(self) -> list[str]:
        """The notes, one per line."""
        return [f"{number}. {note}" for note, number in self._numbers.items()]


def number(value: float) -> str:
    """A number with as many digits as its table has."""
    return f"{value:.12g}"


def table(header: Cells, rows: Iterable[Cells], notes: Notes | None = None) -> str:
    """A Markdown table, and its notes below."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    whole = [header, ["---"] * len(header), *escaped]
    lines = [f"| {' | '.join(row)} |" for row in whole]
    listed = notes.listed() if notes else []
    return "\n".join([*lines, *([""] if listed else []), *listed])


def populations(atlas: Atlas) -> str:
    """All populations."""
    notes = Notes()
    rows = [
        [
            row.key, row.name, row.region, row.rule, number(row.tau_ms), number(row.rest_hz),
            number(row.max_hz), f"{row.rest:.4g}", number(row.stress), number(row.expectation),
            number(row.homeostasis), row.source, notes.number(row.note),
        ]
        for row in atlas.populations
    ]  # fmt: skip
    header = [
        "key", "name", "region", "rule", "tau (ms)", "rest (Hz)", "max (Hz)", "rest (share)",
        "stress", "expectation", "homeostasis", "source", "note",
    ]  # fmt: skip
    return table(header, rows, notes)


def projections(atlas: Atlas) -> str:
    """All projections, inhibition with a negative weight."""
    notes = Notes()
    rows = [
        [
            row.source, row.target, row.topology, number(row.signed_weight), str(row.delay_ms),
            row.site, "yes" if row.plastic else "", row.sentence, row.reference,
            notes.number(row.note),
        ]
        for row in atlas.projections
    ]  # fmt: skip
    header = [
        "from", "to", "topology", "weight", "delay (ms)", "site", "plastic", "what it does",
        "source", "note",
    ]  # fmt: skip
    return table(header, rows, notes)


def _default(lever: Lever) -> str:
    return f"empty: {lever.otherwise}" if lever.of else number(float(lever.default))


def _allowed(lever: Lever) -> str:
    return f"a {lever.of}" if lever.of else f"{number(lever.low)} to {number(lever.high)}"


def settings(*, constant: bool) -> str:
    """The levers, or the constants of the equations."""
    rows = [
        [
            f"`{lever.name}`", *([] if constant else [GROUPS[lever.group]]), _default(lever),
            lever.unit, _allowed(lever), lever.meaning, lever.source,
        ]
        for lever in levers().values()
        if (lever.group == "constant") == constant
    ]  # fmt: skip
    group = [] if constant else ["group"]
    return table(["name", *group, "default", "unit", "range", "meaning", "source"], rows)


def fixed() -> str:
    """The constants in the code."""
    rows = [[number(value), *words] for value, *words in FIXED]
    return table(["value", "unit", "meaning", "source"], rows)


def _muscles(body: Body, atlas: Atlas, notes: Notes) -> Iterable[Cells]:
    rows = {
        row.muscle: row for row in read_table(atlas.folder, f"bodies/{body.name}.csv", MuscleRow)
    }
    for channel, muscle in enumerate(body.muscles):
        arms = (f"{body.dofs[dof].key} {number(arm)}" for dof, arm in muscle.moment_arms)
        against = body.antagonists(channel)
        opponents = (f"{body.muscles[other].key} {share:.4g}" for other, share in against)
        row = rows[muscle.key]
        yield [
            str(channel), f"`{muscle.key}`", muscle.name, muscle.joint, muscle.side, muscle.group,
            number(muscle.strength), number(muscle.length), ", ".join(arms), ", ".join(opponents),
            row.source, notes.number(row.note),
        ]  # fmt: skip


def _joints(body: Body, atlas: Atlas, notes: Notes) -> Iterable[Cells]:
    rows = read_table(atlas.folder, f"bodies/{body.name}_joints.csv", JointRow)
    for dof, row in zip(body.dofs, rows, strict=True):
        near = body.within(body.joint_index(dof.joint), 1)[1:]
        mechanics = (number(value) for value in (dof.stiffness, dof.damping, dof.inertia))
        yield [
            f"`{dof.key}`", dof.name, ", ".join(body.joints[joint] for joint in sorted(near)),
            *mechanics, row.source, notes.number(row.note),
        ]  # fmt: skip


def _tasks(body: Body, atlas: Atlas, notes: Notes) -> Iterable[Cells]:
    for row in read_table(atlas.folder, TASKS, TaskRow):
        if row.body == body.name:
            yield [
                f"`{row.task}`", row.title, f"`{row.muscle}`", number(row.share), row.sentence,
                row.source, notes.number(row.note),
            ]  # fmt: skip


def bodies(atlas: Atlas) -> str:
    """Muscles, joints and tasks of every body of the atlas."""
    parts, notes = [], Notes()
    muscle_header = ["channel", "muscle", "name", "joint", "side", "group", "strength", "length",
                     "moment arms", "antagonists (share)", "source", "note"]  # fmt: skip
    joint_header = ["degree of freedom", "name", "neighbours of its joint", "K (1/rad)",
                    "B (s/rad)", "J (s²/rad)", "source", "note"]  # fmt: skip
    task_header = ["task", "title", "muscle", "share of the effort", "what it is", "source",
                   "note"]  # fmt: skip
    for name in body_names(atlas):
        body = load_body(name, atlas)
        parts += [
            f"**{body.title}** (`{name}`). {body.sentence} Usual wanted muscle: `{body.agonist}`. "
            f"Healthy up to a co-contraction index of {number(body.healthy_index)}.",
            table(muscle_header, _muscles(body, atlas, notes)),
            table(joint_header, _joints(body, atlas, notes)),
            table(task_header, _tasks(body, atlas, notes)),
        ]
    return "\n\n".join([*parts, "\n".join(notes.listed())])


def presets() -> str:
    """The presets; an empty body means any."""
    rows = []
    for preset in PRESETS.values():
        changes = ", ".join(f"{name} = {value}" for name, value in preset.changes.items())
        rows.append([f"`{preset.name}`", preset.body or "", changes, preset.sentence])
    return table(["name", "body", "levers", "what is changed"], rows)


def timelines() -> str:
    """The timelines with their default durations."""
    rows = []
    for name, make in TIMELINES.items():
        made = make()
        phases = "; ".join(f"{phase.at_ms}: {number(phase.command)}" for phase in made.phases)
        rows.append([f"`{name}`", str(made.duration_ms), phases])
    return table(["name", "duration (ms)", "start (ms): command"], rows)


def measures() -> str:
    """All measures with their sources."""
    rows = [[f"`{name}`", row.unit, row.meaning, row.source] for name, row in MEASURES.items()]
    return table(["name", "unit", "meaning", "source"], rows)


def references(atlas: Atlas) -> str:
    """All references."""
    rows = []
    for row in atlas.references:
        doi = f"[{row.doi}](https://doi.org/{row.doi})" if row.doi else ""
        rows.append([f"`{row.key}`", row.authors, str(row.year), row.title, row.journal, doi])
    return table(["key", "authors", "year", "title", "journal", "doi"], rows)


def tables(atlas: Atlas) -> dict[str, str]:
    """Every generated table by the name that its marks in the document carry."""
    return {
        "populations": populations(atlas),
        "projections": projections(atlas),
        "bodies": bodies(atlas),
        "levers": settings(constant=False),
        "constants": settings(constant=True),
        "fixed": fixed(),
        "timelines": timelines(),
        "presets": presets(),
        "measures": measures(),
        "references": references(atlas),
    }


def filled(text: str, atlas: Atlas) -> str:
    """The document with every table rewritten between its two marks.

    Raises:
        ValueError: if a mark is missing.
    """
    for name, made in tables(atlas).items():
        begin, end = f"<!-- {name}: written by `make docs` -->", f"<!-- end of {name} -->"
        before, opened, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise ValueError(f"docs/model.md has no marks for the table {name}")
        text = f"{before}{begin}\n\n{made}\n\n{end}{after}"
    return text


def main() -> None:
    """Rewrite the tables of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(filled(text, load_atlas()), encoding="utf-8")


if __name__ == "__main__":
    main()
