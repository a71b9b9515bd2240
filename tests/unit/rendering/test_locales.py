"""Every language says all that the first one says, in words of its own."""

import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from bot.domain.language import DEFAULT_LOCALE
from bot.rendering.prompts import parsed
from bot.rendering.sources import FOLDER, Source, read_folder, read_phrases

LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
OTHERS = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]
MARKS = {"en": "“”", "de": "„“"}
"""How each language begins and ends what it quotes."""
NAMES = {"Slack", "Teams"}
_COMMAND = re.compile(r"\*\*[^*]*\*\*|/(?:practice|coach|library|team|feedback)(?: [a-z]+)?")
_ENGLISH = re.compile(r"\b(?:the|your?|and|with|this|that|what|when|have|are|not|practi[cs]e)\b", re.IGNORECASE)
_SIGN_IN_A_WORD = re.compile(r"\w[*:_/·]in(?:nen)?\b")


def written(locale: str) -> Iterator[tuple[str, str]]:
    """Each line of each prompt between its gaps, with the prompt that has it."""
    for name, source in read_folder(FOLDER / locale).items():
        for text in texts(source):
            for chunk in parsed(text).find_all(nodes.TemplateData):
                yield from ((name, " ".join(line.split())) for line in chunk.data.splitlines())


def texts(source: Source) -> Iterator[str]:
    yield source.body
    yield from source.texts.values()
    yield from source.choices.values()
    yield from source.labels.values()
    for field in source.fields.values():
        yield from (field.label, field.hint, *field.options.values())


@pytest.mark.parametrize("locale", OTHERS)
def test_every_prompt_and_every_part_is_there(locale: str) -> None:
    assert read_folder(FOLDER / locale).keys() == read_folder(FOLDER / DEFAULT_LOCALE).keys()


@pytest.mark.parametrize("locale", OTHERS)
def test_no_line_is_as_it_was(locale: str) -> None:
    original = set(written(DEFAULT_LOCALE))
    left = {(name, line) for name, line in written(locale) if re.search(r"[^\W\d]{3}", line)} & original
    assert {(name, line) for name, line in left if line not in NAMES} == set()


@pytest.mark.parametrize("locale", OTHERS)
def test_no_english_word_is_left(locale: str) -> None:
    for name, line in written(locale):
        assert not _ENGLISH.search(_COMMAND.sub("", line)), f"{name}: {line}"


@pytest.mark.parametrize("locale", OTHERS)
def test_days_months_and_pictures_have_names_of_their_own(locale: str) -> None:
    own, original = (
        read_phrases(FOLDER / locale / "phrases.yaml"),
        read_phrases(FOLDER / DEFAULT_LOCALE / "phrases.yaml"),
    )
    assert not set(own.weekdays) & set(original.weekdays)
    assert own.months != original.months
    assert not set(own.pictures.values()) & set(original.pictures.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_quotation_marks_are_those_of_the_language(locale: str) -> None:
    begins, ends = MARKS[locale]
    for name, source in read_folder(FOLDER / locale).items():
        for text in texts(source):
            rest = re.sub(f"{begins}[^„“”]*{ends}", "", text)
            assert not re.search("[„“”]", rest), f"{name}: {text}"


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_is_named_with_a_sign_inside_a_word(locale: str) -> None:
    for name, line in written(locale):
        assert not _SIGN_IN_A_WORD.search(line), f"{name}: {line}"
