"""The lessons as data: each is whole, each source and each word resolves, the texts are plain."""

import re

import pytest
from pydantic import ValidationError

from motorloops.model.measures import MEASURES
from motorloops.model.network.atlas import load_atlas
from motorloops.server.pages.lessons.elements import MARK, entry, figure, lesson_text, marked, plain
from motorloops.server.pages.lessons.lesson import Lesson, lessons
from motorloops.server.pages.lessons.steps import ASSUMPTION, used_words
from motorloops.server.strings import string_table
from tests.helpers.strings import flat

TEXTS = {key: str(text) for key, text in flat(string_table("lessons")).items()}
GRADE = 8.0  # highest school grade of a lesson's words; see `grade`
PARTS = ("title", "question", "run", "explain", "leaves_out", "try", "think")
each = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)


def words_of(lesson: Lesson) -> dict:
    found = entry(f"lesson.{lesson.key}")
    assert isinstance(found, dict)
    return found


def test_every_lesson_has_its_words_in_the_same_order():
    assert list(string_table("lessons")["lesson"]) == [lesson.key for lesson in lessons()]


@each
def test_a_lesson_has_all_its_words_and_no_others(lesson):
    words = words_of(lesson)
    tables = {name: set(part) for name, part in words.items() if isinstance(part, dict)}
    expected = {
        "options": set(lesson.options),
        "conditions": set(lesson.conditions) | ({"yours"} if lesson.helpers else set()),
        "claims": set(lesson.claims),
        "evidence": set(lesson.evidence),
    }
    expected |= {"helpers": set(lesson.helpers)} if lesson.helpers else {}
    assert tables == expected
    plain_parts = set(words) - set(tables)
    assert plain_parts == {*PARTS, "lever"} if lesson.lever else set(PARTS)
    assert len(words["explain"]) == 3


@each
def test_every_source_is_in_the_references(lesson):
    known = {row.key for row in load_atlas().references} | {ASSUMPTION}
    used = {source for row in lesson.evidence.values() for source in row.sources}
    assert used <= known


def test_what_is_contested_is_told_as_contested():
    told = {s: row.sure for les in lessons() for row in les.evidence.values() for s in row.sources}
    for source in ("sohn2004", "kagi2013", "neuropsychologia2016", "weise2006", "hakkinen2004"):
        assert told[source] == "contested"
    assert told[ASSUMPTION] == "little"
    assert set(told.values()) == set(string_table("lessons")["sure"])


def test_every_marked_word_is_in_the_glossary_and_every_word_of_it_is_marked():
    used = {word for text in TEXTS.values() for word, _ in MARK.findall(text)}
    assert used == set(string_table("lessons")["words"])


@each
def test_the_words_of_a_lesson_are_listed_with_it(lesson):
    words = used_words(lesson)
    assert words
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("key", TEXTS)
def test_no_text_is_empty_or_half_marked(key):
    assert TEXTS[key].strip()
    assert not re.search(r"\[\[|\]\]", plain(TEXTS[key]))


@each
def test_what_is_measured_is_named_and_no_figure_is_typed(lesson):
    lesson_text(f"measures.{lesson.measure}.name")
    lesson_text(f"measures.{lesson.measure}.meaning")
    lesson_text(f"units.{MEASURES[lesson.measure].unit}", value=1)
    for sentence in words_of(lesson)["explain"]:
        fields = set(re.findall(r"\{(\w+)\}", sentence))
        assert fields <= set(lesson.conditions)
        assert not re.search(r"\d", sentence)


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))
    return max(1, len(groups))


def grade(text: str) -> float:
    """Flesch and Kincaid's school grade, with syllables counted as groups of vowels."""
    sentences = max(1, len(re.findall(r"[.?!:](?:\s|$)", text)))
    words = re.findall(r"[A-Za-z’-]+", text)
    share = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * share - 15.59


@each
def test_a_lesson_reads_at_about_the_age_of_twelve(lesson):
    words = words_of(lesson)
    parts = [words[name] for name in PARTS if name != "explain"] + words["explain"]
    text = " ".join(plain(part).format_map(dict.fromkeys(lesson.conditions, "6")) for part in parts)
    assert grade(text) <= GRADE


def test_hard_words_raise_the_grade():
    assert grade("The cat sat on the mat.") < 2
    assert grade("Neurophysiological investigations demonstrate abnormalities.") > 15


def test_figures_are_shown_with_their_unit():
    assert figure(0.0684, "MVC") == "6.8 %"
    assert figure(-0.001, "1") == "0.00"
    assert figure(5.0, "s") == "5.0 s"
    assert figure(None, "1") == "–"


def test_marks_become_elements_and_vanish_from_plain_text():
    text = "A [[touch]] on two [[joint|joints]]."
    assert plain(text) == "A touch on two joints."
    assert len(marked(text)) == 5


def broken(**changes: object) -> dict[str, object]:
    return lessons()[0].model_dump(exclude={"rules"}) | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "strength"},
        {"protocol": "jump"},
        {"bars": ("light", "nobody")},
        {"answer": "nothing"},
        {"at": 0.123},
        {"lever": "luck"},
        {"conditions": {"light": {"preset": "broken"}, "heavy": {}}},
        {"claims": {"works": {"take": {"nobody": 1.0}}}},
        {"unknown": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_broken_lesson_is_refused(changes):
    Lesson.model_validate(broken())
    with pytest.raises(ValidationError):
        Lesson.model_validate(broken(**changes))
