"""The messages of the pages in the browser: whole in every language, and plain."""

import re

import pytest

from motorloops.model.network.atlas import load_atlas
from motorloops.server.lesson_data import ASSUMPTION, lessons
from tests.helpers.messages import LANGUAGES, MODEL, files, read

OTHERS = [language for language in LANGUAGES if language != "en"]
EN = files("en")
MARK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")  # [[word of the glossary|shown]]
SCREENS = (
    "opening", "gostop", "stoplost", "spread", "relax", "stress", "effort", "touch", "network",
    "believed", "you", "known", "sandbox",
)  # fmt: skip
PARTS = ("heading", "text", "act", "after", "sure", "source-text", "source-key")
MOST_WORDS = 12  # of a heading
STORY_GRADE, LESSON_GRADE = 6.0, 8.0  # highest school grade of the words; see `grade`

language = pytest.mark.parametrize("language", LANGUAGES)
other = pytest.mark.parametrize("language", OTHERS)
each_file = pytest.mark.parametrize("name", EN)


def plain(text: str) -> str:
    return MARK.sub(r"\2", text)


# Every language --------------------------------------------------------------------------------


@other
def test_every_language_has_the_same_files(language):
    assert files(language) == sorted([*EN, MODEL])


@other
@each_file
def test_every_language_has_the_same_messages_in_the_same_order(language, name):
    assert list(read(language, name)) == list(read("en", name))


@other
@each_file
def test_a_message_takes_the_same_variables_and_marks_the_same_words(language, name):
    english, translated = read("en", name), read(language, name)
    for key, text in english.items():
        assert translated[key].variables == text.variables, key
        assert translated[key].selectors == text.selectors, key
        marks = [word for word, _ in MARK.findall(text.text)]
        assert sorted(marks) == sorted(w for w, _ in MARK.findall(translated[key].text)), key


# Functions are NUMBER with the format of a number; messages compiles no other.
KINDS = {"VariableReference", "SelectExpression", "MessageReference", "FunctionReference"}


@language
@each_file
def test_a_message_is_words_variables_numbers_and_plurals_and_nothing_else(language, name):
    for key, text in read(language, name).items():
        assert text.kinds <= KINDS, key
        assert text.text.strip(), key
        assert not re.search(r"\[\[|\]\]", plain(text.text)), key
        assert "  " not in text.text.replace("\n", " "), key


@other
@each_file
def test_a_translation_is_not_the_english_text(language, name):
    english, translated = read("en", name), read(language, name)
    same = [k for k, text in english.items() if translated[k] == text and "source-key" not in k]
    words = {key: re.findall(r"[A-Za-z]{3,}", MARK.sub("", english[key].text)) for key in same}
    short = [key for key in same if len(words[key]) <= 2]  # "{value} s", "focal"
    assert same == short


@pytest.mark.parametrize("name", [*EN, MODEL])
def test_spanish_says_tu_throughout(name):
    for key, text in read("es", name).items():
        assert not re.search(r"\b[Uu]sted(es)?\b", text.text), key


# Glossary --------------------------------------------------------------------------------------


@language
def test_every_word_has_a_meaning(language):
    entries = set(read(language, "glossary.ftl")) - {"glossary-title", "glossary-close"}
    words = {key for key in entries if not key.endswith("-meaning")}
    assert entries - words == {f"{key}-meaning" for key in words}


@language
def test_every_marked_word_is_in_the_glossary(language):
    for name in EN:
        for key, text in read(language, name).items():
            for word, _ in MARK.findall(text.text):
                assert f"glossary-{word}" in read(language, "glossary.ftl"), key


# Story -----------------------------------------------------------------------------------------


@language
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_all_its_parts(language, screen):
    story = read(language, "story.ftl")
    assert [p for p in PARTS if f"story-{screen}-{p}" not in story] == []


@language
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_short(language, screen):
    story = read(language, "story.ftl")
    assert len(story[f"story-{screen}-heading"].text.split()) <= MOST_WORDS
    text = story[f"story-{screen}-text"].text
    assert len(re.findall(r"[.?!](?=[”»]?(?:\s|$))", text)) <= 2


@language
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_says_how_sure_it_is_with_one_of_four_levels(language, screen):
    story = read(language, "story.ftl")
    levels = [text.text for key, text in story.items() if key.startswith("story-level-")]
    assert len(levels) == 4
    sure = story[f"story-{screen}-sure"].text
    assert [level for level in levels if sure.startswith(f"{level}:")]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_language_is_as_sure_as_english(screen):
    def level(language: str) -> str:
        story = read(language, "story.ftl")
        (found,) = [
            key
            for key, text in story.items()
            if key.startswith("story-level-")
            and story[f"story-{screen}-sure"].text.startswith(text.text)
        ]
        return found

    assert len({level(language) for language in LANGUAGES}) == 1


@language
@pytest.mark.parametrize("screen", SCREENS)
def test_the_source_of_a_screen_is_in_the_references(language, screen):
    key = read(language, "story.ftl")[f"story-{screen}-source-key"].text
    assert key in {row.key for row in load_atlas().references}
    assert key == read("en", "story.ftl")[f"story-{screen}-source-key"].text


# Lessons ---------------------------------------------------------------------------------------


@language
def test_the_lessons_have_all_their_messages_and_no_others(language):
    written = {key for key in read(language, "lessons.ftl") if key.startswith("lesson-")}
    assert written == {key for lesson in lessons() for key in lesson.messages}


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)
def test_every_source_is_in_the_references(lesson):
    known = {row.key for row in load_atlas().references} | {ASSUMPTION}
    assert {source for row in lesson.evidence.values() for source in row.sources} <= known


def test_what_is_contested_is_told_as_contested():
    told: dict[str, set[str]] = {}
    for lesson in lessons():
        for row in lesson.evidence.values():
            for source in row.sources:
                told.setdefault(source, set()).add(row.sure)
    contested = (
        "sohn2004 kassavetis2018 kagi2013 neuropsychologia2016 weise2006 hakkinen2004 "
        "prodoehl2006strength espay2006 quartarone2009"
    )
    for source in contested.split():
        assert told[source] == {"contested"}, source
    assert told[ASSUMPTION] == {"this-model-only"}


@language
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)
def test_figures_in_an_explanation_are_measured_and_not_typed(language, lesson):
    for number in (1, 2, 3):
        text = read(language, "lessons.ftl")[f"lesson-{lesson.key}-explain-{number}"]
        assert text.variables <= set(lesson.conditions)
        assert not re.search(r"[0-57-9]", text.text)  # "6" stands for a variable


@language
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)
def test_only_explanations_take_figures(language, lesson):
    texts = read(language, "lessons.ftl")
    others = [key for key in lesson.messages if "-explain-" not in key]
    assert not [key for key in others if texts[key].variables]


# How plain -------------------------------------------------------------------------------------


def syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))))


def grade(text: str) -> float:
    """Flesch and Kincaid's school grade, with syllables counted as groups of vowels."""
    sentences = max(1, len(re.findall(r"[.?!:](?:[”]?)(?:\s|$)", text)))
    words = re.findall(r"[A-Za-z’-]+", text)
    share = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * share - 15.59


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_reads_at_about_the_age_of_eleven(screen):
    story = read("en", "story.ftl")
    parts = [story[f"story-{screen}-{part}"].text for part in ("heading", "text", "after")]
    assert (
        grade(" ".join(part if part.endswith((".", "?", "”")) else f"{part}." for part in parts))
        <= STORY_GRADE
    )


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)
def test_a_lesson_reads_at_about_the_age_of_twelve(lesson):
    texts = read("en", "lessons.ftl")
    explained = ("explain-1", "explain-2", "explain-3", "leaves-out")
    parts = ("question", "run", *explained, "try", "think", "check", "check-why")
    text = " ".join(plain(texts[f"lesson-{lesson.key}-{part}"].text) for part in parts)
    assert grade(text) <= LESSON_GRADE


@language
@each_file
def test_no_sentence_is_long(language, name):
    for key, text in read(language, name).items():
        for sentence in re.split(r"(?<=[.?!:;])\s", plain(text.text)):
            assert len(sentence.split()) <= 32, key


def test_hard_words_raise_the_grade():
    assert grade("The cat sat on the mat.") < 2
    assert grade("Neurophysiological investigations demonstrate abnormalities.") > 15
