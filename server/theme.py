"""Light and dark colours, defined once as CSS variables.

Every colour has one job: ``go`` is what was asked, ``stop`` what holds the rest back, ``fight``
muscle that works although nobody asked, and ``touch`` a touch; people with any colour vision can
tell them apart. Text keeps a contrast of 4.5 to 1. A visitor who asks for more gets 7 to 1, forced
colours get the device's own, and paper is white. The skins to choose from are in
``frontend/app/person/person.css``.
"""

LIGHT = {
    "page": "#f7f5f1",
    "card": "#ffffff",
    "tint": "#ece8e1",
    "ink": "#1b2430",
    "soft": "#4c5763",
    "line": "#737e8b",
    "hair": "#dcd6cc",
    "accent": "#0a5c9e",
    "on-accent": "#ffffff",
    "heat": "#4795d0",
    "alarm": "#a3290a",
    "skin": "#d3a684",
    "go": "#0a6cbf",
    "stop": "#5b2a78",
    "fight": "#c2410c",
    "touch": "#0f766e",
    "mgo": "#0a6cbf",
    "mfight": "#c2410c",
    "rim": "#50352a",
    "clothrim": "#5c5045",
    "skin2": "#b98763",
    "skin3": "#e4c0a2",
    "edge": "#5a3a2a",
    "hairc": "#4b3a33",
    "hair2": "#6a5348",
    "cloth": "#5f7486",
    "cloth2": "#4c6072",
    "ghost": "#1b2430",
    "ghostfill": "#1b243012",
    "paper": "#ffffff",
    "cup": "#f2eee6",
    "cup2": "#d6cfc2",
}
DARK = {
    "page": "#12171e",
    "card": "#1a212b",
    "tint": "#242e3a",
    "ink": "#f1eee8",
    "soft": "#b6c0cb",
    "line": "#78879a",
    "hair": "#36424f",
    "accent": "#7cc4f5",
    "on-accent": "#0b1a26",
    "heat": "#1f6ea6",
    "alarm": "#ff9a7a",
    "skin": "#d3a684",
    "go": "#459ff0",
    "stop": "#ebd3fb",
    "fight": "#ff9457",
    "touch": "#5fd4c4",
    "mgo": "#0a6cbf",
    "mfight": "#c2410c",
    "rim": "#a08a7a",
    "clothrim": "#8ca3b5",
    "skin2": "#ad7b58",
    "skin3": "#e6c4a8",
    "edge": "#2b1b14",
    "hairc": "#5e4a40",
    "hair2": "#7b6254",
    "cloth": "#566d81",
    "cloth2": "#43586a",
    "ghost": "#f1eee8",
    "ghostfill": "#f1eee812",
    "paper": "#e9e4da",
    "cup": "#ede7dc",
    "cup2": "#c9c0b1",
}
# What changes where the visitor asks for more contrast.
LIGHT_MORE = {
    "page": "#ffffff",
    "tint": "#e2e8ef",
    "ink": "#000000",
    "soft": "#1c242d",
    "line": "#2c3640",
    "hair": "#5b6672",
    "accent": "#003a66",
    "alarm": "#7a1600",
    "go": "#004a8a",
    "stop": "#3d0f58",
    "fight": "#7d2400",
    "touch": "#054a44",
    "edge": "#1d0f08",
    "rim": "#1d0f08",
    "mgo": "#003d75",
    "mfight": "#7d2400",
    "ghost": "#000000",
}
DARK_MORE = {
    "page": "#000000",
    "card": "#06090c",
    "tint": "#1b242e",
    "ink": "#ffffff",
    "soft": "#dfe7ef",
    "line": "#c3ced9",
    "hair": "#8a97a5",
    "accent": "#b5e0ff",
    "alarm": "#ffc2ad",
    "skin": "#e3bb9b",
    "go": "#9accff",
    "stop": "#f7ecff",
    "fight": "#ffc09a",
    "touch": "#9df0e4",
    "edge": "#120a06",
    "mgo": "#003d75",
    "mfight": "#7d2400",
    "ghost": "#ffffff",
}
# Where the device forces its own colours, shapes and patterns tell apart what colours do not.
FORCED: dict[str, str] = {
    **dict.fromkeys(("page", "card", "paper", "ghostfill"), "Canvas"),
    **dict.fromkeys(("skin", "skin2", "skin3", "cloth", "cloth2", "cup", "cup2"), "Canvas"),
    **dict.fromkeys(("ink", "soft", "line", "hair", "alarm", "stop", "fight"), "CanvasText"),
    **dict.fromkeys(("mfight", "edge", "rim", "clothrim", "ghost", "touch"), "CanvasText"),
    **dict.fromkeys(("accent", "go", "mgo", "heat"), "Highlight"),
    **dict.fromkeys(("hairc", "hair2"), "GrayText"),
    "on-accent": "HighlightText",
    "tint": "color-mix(in srgb, CanvasText 12%, Canvas)",
}
PAPER = {**LIGHT, "page": "#ffffff", "ink": "#000000", "soft": "#333333", "line": "#666666"}
THEMES = ("system", "light", "dark")


def _block(selector: str, colours: dict[str, str], scheme: str = "") -> str:
    lines = "".join(f"--{name}:{value};" for name, value in colours.items())
    return f"{selector}{{{lines}{f'color-scheme:{scheme}' if scheme else ''}}}"


def _both(light: dict[str, str], dark: dict[str, str], *schemes: str) -> list[str]:
    """The colours of both themes; ``data-theme`` on the root overrides the device."""
    of_light, of_dark = schemes or ("", "")
    return [
        _block(":root", light, of_light),
        f"@media (prefers-color-scheme: dark){{{_block(':root', dark, of_dark)}}}",
        _block(':root[data-theme="light"]', light, of_light),
        _block(':root[data-theme="dark"]', dark, of_dark),
    ]


def _both_more() -> list[str]:
    """The colours of a visitor who has chosen more contrast on the page."""
    light, dark = {**LIGHT, **LIGHT_MORE}, {**DARK, **DARK_MORE}
    chosen = ':root[data-contrast="more"]'
    return [
        _block(chosen, light),
        f"@media (prefers-color-scheme: dark){{{_block(chosen, dark)}}}",
        _block(f'{chosen}[data-theme="light"]', light),
        _block(f'{chosen}[data-theme="dark"]', dark),
    ]


def style_sheet() -> str:
    """Return the colour variables as CSS."""
    chosen = ("", "[data-theme]", "[data-contrast]", "[data-contrast][data-theme]")
    everywhere = ",".join(f":root{marks}" for marks in chosen)
    more = "".join(_both({**LIGHT, **LIGHT_MORE}, {**DARK, **DARK_MORE}))
    return "\n".join(
        [
            *_both(LIGHT, DARK, "light", "dark"),
            f"@media (prefers-contrast: more){{{more}}}",
            *_both_more(),
            f"@media (forced-colors: active){{{_block(everywhere, FORCED)}}}",
            f"@media print{{{_block(everywhere, PAPER, 'light')}}}",
        ]
    )
