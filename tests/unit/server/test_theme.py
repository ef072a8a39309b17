"""Text keeps a contrast of 4.5 to 1 and graphics of 3 to 1, in both themes."""

import pytest

from motorloops.server.theme import (
    DARK,
    DARK_MORE,
    FORCED,
    LIGHT,
    LIGHT_MORE,
    PAPER,
    style_sheet,
)
from tests.helpers.colour import contrast

TEXT = [
    ("ink", "page"), ("ink", "card"), ("ink", "tint"), ("soft", "page"), ("soft", "card"),
    ("soft", "tint"), ("on-accent", "accent"), ("card", "ink"), ("alarm", "card"),
    ("ink", "heat"),
]  # fmt: skip
GRAPHICS = [
    (name, ground)
    for name in ("excite", "inhibit", "wanted", "rival", "other", "line", "accent")
    for ground in ("card", "tint")
]
GRAPHICS += [
    (name, "skin") for name in ("on-skin-wanted", "on-skin-rival", "on-skin-other", "skin-edge")
]
MORE = {"light": {**LIGHT, **LIGHT_MORE}, "dark": {**DARK, **DARK_MORE}}
THEMES = pytest.mark.parametrize(
    "theme",
    [LIGHT, DARK, PAPER, *MORE.values()],
    ids=["light", "dark", "paper", "light with more contrast", "dark with more contrast"],
)


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(("name", "ground"), GRAPHICS)
def test_graphics_can_be_seen(theme, name, ground):
    least = 3.0 if (name, ground) != ("line", "tint") else 2.4  # a border beside a label
    assert contrast(theme[name], theme[ground]) >= least


@THEMES
def test_the_skin_stands_out_from_the_card_by_itself_or_by_its_outline(theme):
    assert max(contrast(theme[name], theme["card"]) for name in ("skin", "skin-edge")) >= 3.0


@pytest.mark.parametrize("scheme", MORE)
def test_more_contrast_is_more(scheme):
    usual, more = {"light": LIGHT, "dark": DARK}[scheme], MORE[scheme]
    for text, ground in TEXT[:6]:
        assert contrast(more[text], more[ground]) >= 7.0
    for name, ground in [*TEXT[:6], *GRAPHICS[:12]]:
        assert contrast(more[name], more[ground]) > contrast(usual[name], usual[ground])


def test_all_themes_name_the_same_colours():
    assert set(LIGHT) == set(DARK) == set(FORCED) == set(PAPER)
    assert set(LIGHT_MORE) | set(DARK_MORE) <= set(LIGHT)
    for name in LIGHT:  # four rules each for usual and more contrast; forced; two for paper
        assert style_sheet().count(f"--{name}:") == 11
