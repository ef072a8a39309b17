"""What the controls of one session show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.params import Params
from model.recording import Setting


@dataclass(frozen=True)
class Shown:
    """Replaced as a whole on every change, never altered.

    Attributes:
        params: The levers.
        body: Name of the body.
        preset: Name of the condition that was started from.
        seed: Of the noise.
        playing: Whether time runs.
        trying: Whether the motor command is given.
        speed: One of ``runner.SPEEDS``.
        lesions: Share of each population's output that is switched off, by key.
        selected: ``"population:KEY"``, ``"muscle:KEY"`` or nothing.
        undoable: Whether there is a change to undo.
        problem: What was refused last, in one line, or nothing.
        stepped_ms: Where the last single step led, so that the address follows it.
    """

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    seed: int = 1
    playing: bool = False
    trying: bool = True
    speed: str = "normal"
    lesions: Mapping[str, float] = field(default_factory=dict)
    selected: str = ""
    undoable: bool = False
    problem: str = ""
    stepped_ms: int = 0

    @property
    def setting(self) -> Setting:
        """The part of it that can be undone."""
        return Setting(self.params, self.body, self.preset, self.lesions)

    @property
    def touching(self) -> bool:
        """Whether the skin is touched at all."""
        return self.params.touch > 0
