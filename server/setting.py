"""What the pages of the server show: body, levers and seed, from an address or the visitor."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from motorloops.model.errors import InputError
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.recording import Configuration, Recording
from motorloops.server.networks import NETWORKS
from motorloops.server.url_state import read_query, write_query


@dataclass(frozen=True)
class Shown:
    """The present setting; immutable, replaced on every change.

    Attributes:
        setting: Levers, body, preset, lesions and stimuli.
        seed: Of the noise.
        command: 1 if the person tries to move, 0 if not.
        problem: The last error, in one line; empty if none.
    """

    setting: Configuration
    seed: int = 1
    command: int = 1
    problem: str = ""


class SettingState:
    """The setting of one visitor, the same on all pages of the server."""

    def __init__(self) -> None:
        body = NETWORKS.default_body
        self.shown = Shown(Configuration(Params(), body, "healthy"))
        self.on_change: Callable[[Shown], None] = lambda shown: None
        self._explored = ""  # the address of what Explore showed when the visitor left it

    @property
    def network(self) -> Network:
        """The network of the body that is shown."""
        return NETWORKS.network(self.shown.setting.body)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Run an action; show an invalid value's error in one line; return success."""
        self._change(problem="")
        try:
            action()
        except InputError as problem:
            self._change(problem=str(problem))
            return False
        return True

    def visit(self, search: str | None) -> bool:
        """Show the setting of an address's query, and return whether it is valid."""
        if search and search != self.address():
            return self.attempt(lambda: self._enter(read_query(search)))
        return True

    def follow_explore(self, search: str) -> None:
        """Take over what Explore shows, which runs in the browser."""
        self.visit(search)
        self._explored = self.address()

    def for_explore(self) -> str:
        """The query with which Explore opens; empty if it has this setting."""
        address = self.address()
        return "" if address == self._explored else address

    def set_body(self, name: str) -> None:
        """Choose another body; numbers stay, choices of muscles are reset."""
        self.attempt(lambda: self._put(self.shown.setting.on(NETWORKS.check_body(name))))

    def load_preset(self, name: str) -> None:
        """Set all levers to those of a preset, and its body if it names one."""

        def load() -> None:
            wanted = preset(name)
            body = wanted.body if wanted.body in NETWORKS.bodies else self.shown.setting.body
            self._put(Configuration(Params().replace(**wanted.changes), body, name))

        self.attempt(load)

    def address(self) -> str:
        """The query of an address that shows this setting."""
        shown = self.shown
        return write_query(Recording(shown.setting, shown.seed, shown.command))

    def _enter(self, recording: Recording) -> None:
        """Show the setting at the end of a recording."""
        recording.check(NETWORKS.network(recording.start.body))
        last = recording.moments()[-1][1].over(inf)
        self._change(setting=last.configuration, seed=recording.seed, command=last.command)

    def _put(self, setting: Configuration) -> None:
        setting.check(NETWORKS.network(setting.body))
        self._change(setting=setting)

    def _change(self, **changes: Any) -> None:
        self.shown = replace(self.shown, **changes)
        self.on_change(self.shown)
