"""Light and dark colours, defined once as CSS variables, which the canvas reads too.

The accents are Okabe and Ito's set, which people with any colour vision can distinguish; in the
dark theme they are lightened until text in them keeps a contrast of 4.5 to 1.
"""

LIGHT = {
    "page": "#f5f6f8",
    "card": "#ffffff",
    "tint": "#e9edf2",
    "ink": "#16202c",
    "soft": "#4a5866",
    "line": "#8793a0",
    "hair": "#d5dbe2",
    "accent": "#00588f",
    "on-accent": "#ffffff",
    "excite": "#0072b2",
    "inhibit": "#c04e00",
    "wanted": "#0072b2",
    "wanted-fill": "#0072b255",
    "rival": "#c04e00",
    "rival-fill": "#d55e0055",
    "other": "#59636e",
    "other-fill": "#59636e40",
    "heat": "#4795d0",
    "alarm": "#a3290a",
    "skin": "#d3a684",
    "skin-edge": "#5a3a2a",
    "shirt": "#5f7486",
    "mane": "#4b3a33",
    "light": "#f3e3d6",
    "on-skin-wanted": "#085494",
    "on-skin-rival": "#a23303",
    "on-skin-other": "#45505b",
}
DARK = {
    "page": "#10161d",
    "card": "#1a222c",
    "tint": "#222d39",
    "ink": "#eef2f6",
    "soft": "#b3bfcc",
    "line": "#768494",
    "hair": "#33404e",
    "accent": "#7cc4f0",
    "on-accent": "#0b1a26",
    "excite": "#56b4e9",
    "inhibit": "#f08a3c",
    "wanted": "#56b4e9",
    "wanted-fill": "#56b4e955",
    "rival": "#f08a3c",
    "rival-fill": "#f08a3c55",
    "other": "#a9b4c0",
    "other-fill": "#a9b4c040",
    "heat": "#1f6ea6",
    "alarm": "#ff9a7a",
    "skin": "#d3a684",
    "skin-edge": "#2b1b14",
    "shirt": "#566d81",
    "mane": "#5e4a40",
    "light": "#f3e3d6",
    "on-skin-wanted": "#085494",
    "on-skin-rival": "#a23303",
    "on-skin-other": "#45505b",
}
THEMES = ("system", "light", "dark")


def _block(selector: str, colours: dict[str, str], scheme: str) -> str:
    lines = "".join(f"--{name}:{value};" for name, value in colours.items())
    return f"{selector}{{{lines}color-scheme:{scheme}}}"


def style_sheet() -> str:
    """Return the colour variables as CSS; ``data-theme`` on the root overrides the device."""
    light, dark = _block(":root", LIGHT, "light"), _block(":root", DARK, "dark")
    return "\n".join(
        [
            light,
            f"@media (prefers-color-scheme: dark){{{dark}}}",
            _block(':root[data-theme="light"]', LIGHT, "light"),
            _block(':root[data-theme="dark"]', DARK, "dark"),
        ]
    )
