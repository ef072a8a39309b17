"""The texts in the browser are those that Project Fluent's own runtime gives in Python."""

import json
import subprocess

import pytest

from motorloops.server.static_site import APP
from motorloops.server.strings.messages import (
    LANGUAGES,
    TextError,
    messages,
    say,
    variables,
)

NUMBERS = (0, 1, 2, 5, 0.25)
PROGRAM = """
const { Messages } = await import(MODULE);
let input = "";
for await (const chunk of process.stdin) input += chunk;
const { language, texts, fields } = JSON.parse(input);
const words = new Messages(language, texts);
const said = Object.fromEntries(Object.keys(texts).map((key) =>
  [key, fields.map((given) => words.t(key, given[key]))]));
console.log(JSON.stringify(said));
"""


def filled(language):
    """For each number, the fields of every text: that number, or where it chooses, a key."""
    return [
        {key: dict.fromkeys(variables(text), number) for key, text in messages(language).items()}
        for number in NUMBERS
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_says_what_fluent_says(language):
    fields = filled(language)
    program = PROGRAM.replace("MODULE", json.dumps((APP / "messages.js").as_uri()))
    given = {"language": language, "texts": dict(messages(language)), "fields": fields}
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", program], input=json.dumps(given),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert len(said) > 500
    for key in messages(language):
        expected = [say(key, language, **given[key]) for given in fields]
        assert said[key] == expected, key


def test_a_missing_text_or_field_is_an_error():
    with pytest.raises(KeyError):
        say("no-such-text")
    with pytest.raises(TextError):
        say("story-progress", number=1)
