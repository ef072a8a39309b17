"""The other sites that may show pages of the dashboard in a frame (``serve --embed-in``)."""

import re

from motorloops.model.errors import InputError

ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
NOBODY = "frame-ancestors 'none'"
MAX_ORIGINS = 50


class FrameAncestors:
    """The origins whose pages may contain the dashboard; none at first."""

    def __init__(self) -> None:
        self._origins: tuple[str, ...] = ()

    def allow(self, text: str | None) -> None:
        """Allow the origins of a list, or none.

        Args:
            text: Such as ``"https://school.example,https://*.clinic.example"``.

        Raises:
            InputError: For anything else, such as an address with a path.
        """
        origins = [part.strip().lower() for part in (text or "").split(",") if part.strip()]
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                allowed = "give origins such as https://school.example, separated by commas"
                raise InputError("--embed-in", origin[:80], allowed)
        if len(origins) > MAX_ORIGINS:
            raise InputError("--embed-in", f"{len(origins)} origins", f"give at most {MAX_ORIGINS}")
        self._origins = tuple(origins)

    def policy(self, policy: str) -> str:
        """A Content-Security-Policy that names them. Browsers then ignore ``X-Frame-Options``."""
        if not self._origins:
            return policy
        return policy.replace(NOBODY, f"frame-ancestors {' '.join(self._origins)}")


FRAME_ANCESTORS = FrameAncestors()  # shared by the whole server
