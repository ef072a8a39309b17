"""What the controls of one session show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.params import Params
from model.recording import Recording
from model.setting import Setting


@dataclass(frozen=True)
class Moment:
    """A moment that a person kept.

    Attributes:
        number: From 1, in the order of keeping.
        recording: All that it takes to come back to it.
        index: The co-contraction index then, in words.
    """

    number: int
    recording: Recording
    index: str


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
        speed: One of ``clock.SPEEDS``.
        lesions: Share of each population's output that is switched off, by key.
        stimuli: Extra input, by key of a population or of one node.
        brief_touch: Whether a touch ends by itself.
        brief_stimulus: Whether a stimulus ends by itself.
        one_channel: Whether a stimulus reaches the part of the wanted muscle only.
        moments: Those that were kept, the oldest first.
        selected: ``"population:KEY"``, ``"muscle:KEY"`` or nothing.
        undoable: Whether there is something to take back.
        redoable: Whether there is something to do again.
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
    stimuli: Mapping[str, float] = field(default_factory=dict)
    brief_touch: bool = False
    brief_stimulus: bool = False
    one_channel: bool = False
    moments: tuple[Moment, ...] = ()
    selected: str = ""
    undoable: bool = False
    redoable: bool = False
    problem: str = ""
    stepped_ms: int = 0

    @property
    def setting(self) -> Setting:
        """What is set up."""
        return Setting(self.params, self.body, self.preset, self.lesions, self.stimuli)

    @property
    def touching(self) -> bool:
        """Whether the skin is touched at all."""
        return self.params.touch > 0
