"""QR codes of the pages: module by module those of segno."""

import pytest
import segno
import segno.encoder

from tests.helpers.app_modules import in_node

MASKS = range(8)
# Bytes that each version carries at error correction M (ISO/IEC 18004, table 7).
CAPACITIES = [
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989,
    2099, 2213, 2331,
]  # fmt: skip
ADDRESS = "https://example.org/motorloops/#/explore?preset=torticollis&stress=0.3&play=1"
DRAW = """
  const { qrCode } = await app('qr.js');
  return given.map(([text, mask]) => qrCode(text, mask));
"""


@pytest.fixture(autouse=True)
def standard_padding(monkeypatch):
    """Without the zero byte that segno adds to data which already ends at a codeword."""

    def pad(buffer, _version, length):
        buffer.extend([0] * (-length % 8))

    monkeypatch.setattr(segno.encoder, "write_padding_bits", pad)


def expected(text: str, mask: int | None = None) -> list[list[int]]:
    """The modules that segno draws."""
    code = segno.make(
        text, error="m", mode="byte", micro=False, boost_error=False, encoding="utf-8", mask=mask
    )
    return [list(row) for row in code.matrix]


def test_every_version_at_its_last_byte():
    texts = [("motorloops#/" * 200)[:count] for count in CAPACITIES]
    drawn = in_node(DRAW, [[text, 3] for text in texts])
    for version, (text, modules) in enumerate(zip(texts, drawn, strict=True), start=1):
        assert len(modules) == 17 + 4 * version
        assert modules == expected(text, 3)


def test_a_text_of_one_byte_more_needs_the_next_version():
    drawn = in_node(DRAW, [["x" * (count + 1), 0] for count in CAPACITIES[:-1]])
    assert [len(modules) for modules in drawn] == [21 + 4 * v for v in range(1, 40)]


@pytest.mark.parametrize("text", ["a", ADDRESS, "Distonía – 首", 'x"<&>' * 40])
def test_every_mask_and_the_choice_among_them(text):
    drawn = in_node(DRAW, [[text, None], *([text, mask] for mask in MASKS)])
    assert drawn == [expected(text), *(expected(text, mask) for mask in MASKS)]


def test_lengths_in_between_with_the_chosen_mask():
    texts = [(ADDRESS * 8)[:count] for count in range(20, 400, 31)]
    drawn = in_node(DRAW, [[text, None] for text in texts])
    assert drawn == [expected(text) for text in texts]


def test_what_is_too_long_has_no_code():
    longest, above = in_node(DRAW, [["x" * CAPACITIES[-1], 0], ["x" * (CAPACITIES[-1] + 1), 0]])
    assert len(longest) == 177
    assert above is None
    assert in_node("return (await app('qr.js')).LONGEST_QR;") == CAPACITIES[-1]


def test_the_picture_has_a_light_border_and_the_dark_modules():
    draw = """
      const { qrCode, qrPath } = await app('qr.js');
      const modules = qrCode(given);
      return [modules, qrPath(modules)];
    """
    modules, drawn = in_node(draw, ADDRESS)
    assert drawn["side"] == len(modules) + 8
    shown = [[0] * len(modules) for _ in modules]
    for part in drawn["path"].removesuffix("z").split("z"):
        start, rest = part.removeprefix("M").split("h")
        x, y = map(int, start.split())
        width = int(rest.split("v1")[0])
        shown[y - 4][x - 4 : x - 4 + width] = [1] * width
    assert shown == modules
