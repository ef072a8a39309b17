"""The networks of the dashboard: packaged, from a folder of tables, or from a GraphML file."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from motorloops.experiments.parsing import check_one_network
from motorloops.model.errors import InputError, choose
from motorloops.model.network.atlas import citation, cite, load_atlas
from motorloops.model.network.body import SMALLEST, body_names
from motorloops.model.network.build import Network, build_network
from motorloops.model.presets import DEFAULT_BODY, PRESETS, Preset

MAX_SYNTHETIC = 24  # joints of a synthetic body that a visitor may ask for


class ServedNetworks:
    """The bodies that the dashboard offers, and the network of each.

    All networks of a user's own tables are built by :meth:`use`, so a table that is edited while
    the server runs changes nothing until the next start.
    """

    def __init__(self) -> None:
        self._own: dict[str, Network] = {}
        self._references: dict[str, str] = {}
        self.atlas: Path | None = None
        self.file: Path | None = None

    def use(self, atlas: str | None = None, network: str | None = None) -> None:
        """Select the networks to show; without arguments, the packaged ones.

        Args:
            atlas: Folder of a user's own tables.
            network: GraphML file of one network.

        Raises:
            InputError: If both are given, or if one of them cannot be used.
        """
        check_one_network(network, ("--atlas", atlas))
        own: dict[str, Network] = {}
        references = [*load_atlas().references]
        folder = None if atlas is None else Path(atlas).resolve()
        file = None if network is None else Path(network).resolve()
        if folder is not None:
            tables = load_atlas(folder)
            own = {name: build_network(name, folder) for name in body_names(tables)}
            references += tables.references
        elif file is not None:
            from motorloops.model.network.graphml import read_graphml  # networkx is slow to import

            read = read_graphml(file)
            own = {read.body.name: read}
        self._own, self.atlas, self.file = own, folder, file
        self._references = {row.key: cite(row) for row in references}

    @property
    def is_packaged(self) -> bool:
        """Whether the networks are those of the packaged atlas."""
        return self.atlas is None and self.file is None

    @property
    def bodies(self) -> tuple[str, ...]:
        """Names of the bodies that are offered."""
        return body_names(load_atlas()) if self.is_packaged else tuple(self._own)

    @property
    def default_body(self) -> str:
        """The body that is shown first."""
        return DEFAULT_BODY if DEFAULT_BODY in self.bodies else self.bodies[0]

    @property
    def presets(self) -> Mapping[str, Preset]:
        """The presets whose body is offered."""
        offered = {None, *self.bodies}
        return MappingProxyType({n: p for n, p in PRESETS.items() if p.body in offered})

    def body_of(self, preset: Preset) -> str:
        """The body on which a preset starts if no other body is named."""
        return preset.body if preset.body in self.bodies else self.default_body

    def check_body(self, name: str) -> str:
        """Return a body's name if the body can be shown: an offered or a synthetic one.

        Raises:
            InputError: For any other name.
        """
        shape, colon, size = name.partition(":")
        if not colon or shape not in SMALLEST or self.file is not None:
            return choose("body", name, self.bodies)
        low = SMALLEST[shape]
        joints = int(size) if re.fullmatch(r"[1-9][0-9]?", size) else 0
        if not low <= joints <= MAX_SYNTHETIC:
            raise InputError("body", name[:40], f"give {shape}:N, N from {low} to {MAX_SYNTHETIC}")
        return name

    def options(self, shown: str) -> list[dict[str, str]]:
        """The bodies to choose from, as ``{"value", "label"}``.

        Args:
            shown: The body that is shown; a synthetic one is offered only then.
        """
        names = [*self.bodies, *([] if shown in self.bodies else [shown])]
        return [{"value": name, "label": self.network(name).body.title} for name in names]

    def network(self, body: str) -> Network:
        """The network of a body.

        Raises:
            InputError: If there is no such body.
        """
        name = self.check_body(body)
        return self._own[name] if name in self._own else build_network(name, self.atlas)

    def citation(self, key: str) -> str:
        """The reference with this key; the key itself if there is no reference table (GraphML)."""
        if self.is_packaged:
            return citation(key)
        return self._references.get(key, key)

    def study_keys(self, body: str) -> dict[str, str]:
        """The keys of a study file that name the network of a body."""
        if self.file is not None:
            return {"network": str(self.file)}
        return {"body": body, **({} if self.atlas is None else {"atlas": str(self.atlas)})}


NETWORKS = ServedNetworks()  # shared by the whole server, set by the options of `motorloops serve`
