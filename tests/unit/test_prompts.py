"""The words, in every language: none missing, none unspoken, each of them rendered, plain and kind to read."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from bot.domain.language import DEFAULT_LOCALE
from bot.engine.commands import FAMILIES
from bot.engine.effects import Form, Say
from bot.rendering.message import Form as ShownForm
from bot.rendering.message import Link, Message
from bot.rendering.prompts import Prompts, Reader, parsed
from bot.rendering.sources import FOLDER, SUFFIX, Source, read
from bot.rendering.text import plain_of
from tests.unit.rendering.samples import FORMS, MESSAGES, NOW, SENTENCES, ZONE

BOT = Path(__file__).parents[2] / "bot"
PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
FILES = sorted(FOLDER.rglob(f"*{SUFFIX}"))
FLOWS = {folder.name for folder in (FOLDER / DEFAULT_LOCALE).iterdir() if folder.is_dir()}
_NAME = re.compile(r"([a-z_]+)/[a-z0-9_]+\Z")
_SPEAKERS = {"Say", "Form", "UnreadableInputError", "sentence", "_sentence"}
_RESIDUE = re.compile(r"\*\*|\\|^#|^>|\]\(|`|\{\{|\{%|%\}|\}\}", re.MULTILINE)
_MOST_TEXT, _MOST_LABEL, _MOST_TITLE, _MOST_HINT, _MOST_SENTENCE = 3_000, 40, 24, 150, 150


def modules() -> Iterator[ast.Module]:
    for file in sorted(BOT.rglob("*.py")):
        if file.parent.name != "rendering":
            yield ast.parse(file.read_text(encoding="utf-8"), str(file))


def literals(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def spoken() -> set[str]:
    """Every name in the code that is a prompt's by its flow, or by the call that it stands in."""
    found: set[str] = set()
    for module in modules():
        found |= {name for name in literals(module) if (flow := _NAME.match(name)) and flow[1] in FLOWS}
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args):
            if called(call) in _SPEAKERS:
                found |= {name for name in literals(call.args[0]) if _NAME.match(name)}
    return found


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def choices_made() -> set[str]:
    """Every choice's name in the engine; a number in it is an N."""
    found: set[str] = set()
    for module in modules():
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args):
            if called(call) == "Choice" and isinstance(call.args[0], ast.Constant | ast.JoinedStr):
                found.add(pattern(call.args[0]))
    return found


def pattern(name: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(name, ast.Constant):
        return str(name.value)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "N" for part in name.values)


@cache
def messages(locale: str) -> list[tuple[Say, Message]]:
    reader = Reader(locale, ZONE, NOW)
    return [
        (say, PROMPTS.render(say, reader, png=b"png" if say.picture else None, link=link_of(say))) for say in MESSAGES
    ]


def link_of(say: Say) -> Link | None:
    return None if say.page is None else Link("https://coach.example.org/dashboard/x/y", NOW + timedelta(days=1))


@cache
def forms(locale: str) -> list[tuple[Form, ShownForm]]:
    return [(form, PROMPTS.form(form, Reader(locale, ZONE, NOW))) for form in FORMS]


@cache
def lines(locale: str) -> list[tuple[str, str]]:
    return list(every_line(locale))


def every_line(locale: str) -> Iterator[tuple[str, str]]:
    """Everything that can be read, as plain text, with the prompt that says it."""
    for say, message in messages(locale):
        yield say.prompt, plain_of(message.text)
        yield say.prompt, message.sees
        yield from ((say.prompt, choice.label) for choice in message.choices)
        yield from ((say.prompt, label) for label in message.labels.values())
        if message.picture:
            yield say.prompt, message.picture.alt
    for form, shown in forms(locale):
        yield from ((form.prompt, text) for text in (shown.title, shown.submit, shown.sees))
        for field in shown.fields:
            yield from ((form.prompt, text) for text in (field.label, field.hint))
            yield from ((form.prompt, option.label) for option in field.options)
    for name in sorted(PROMPTS.names()):
        if name.startswith("unreadable/"):
            yield name, PROMPTS.sentence(name, SENTENCES.get(name, {}), locale)


@cache
def said(locale: str) -> str:
    return squeezed(
        " ".join([*(message.text for _, message in messages(locale)), *(line for _, line in lines(locale))])
    )


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_prompt_that_is_spoken_has_words() -> None:
    assert spoken() - PROMPTS.names() == set()


def test_every_prompt_is_spoken() -> None:
    assert PROMPTS.names() - spoken() == set()


def test_no_name_is_put_together_at_run_time() -> None:
    speaking = (call for module in modules() for call in ast.walk(module) if isinstance(call, ast.Call) and call.args)
    for call in speaking:
        if called(call) in _SPEAKERS:
            assert not isinstance(call.args[0], ast.JoinedStr), ast.unparse(call)


def test_every_prompt_has_a_sample() -> None:
    sampled = {say.prompt for say in MESSAGES} | {form.prompt for form in FORMS}
    assert {name for name in PROMPTS.names() if not name.startswith("unreadable/")} == sampled


@pytest.mark.parametrize("locale", LOCALES)
def test_every_choice_of_the_engine_has_a_sample_and_a_label(locale: str) -> None:
    sampled = {re.sub(r"_\d+\Z", "_N", choice.name) for say in MESSAGES for choice in say.choices}
    made = {re.sub(r"\A(?:done|not_for_us|N)_N\Z", "", name) for name in choices_made()}
    digest = {"done_N", "not_for_us_N", "last_done_N", "last_not_for_us_N"}
    assert {name for name in made if name and not name.startswith("last_")} <= sampled
    assert digest <= sampled
    for say, message in messages(locale):
        for choice, shown in zip(say.choices, message.choices, strict=True):
            assert shown.label not in {choice.name, choice.label}, say.prompt


@pytest.mark.parametrize("locale", LOCALES)
def test_every_field_has_a_label_of_its_own(locale: str) -> None:
    for form, shown in forms(locale):
        for field, seen in zip(form.fields, shown.fields, strict=True):
            assert seen.label != field.name
            assert all(option.label != option.value for option in seen.options), field.name
        assert shown.sees, form.prompt


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_every_sentence_of_every_file_is_said_in_some_sample(file: Path) -> None:
    """So each branch of each prompt has been rendered."""
    [locale, *_] = file.relative_to(FOLDER).parts
    for written in templates(read(file)):
        for chunk in parsed(written).find_all(nodes.TemplateData):
            for line in map(squeezed, chunk.data.splitlines()):
                assert not re.search(r"[a-z]{3}", line) or line in said(locale), f"{file}: {line!r} is in no sample"


def templates(source: Source) -> Iterator[str]:
    yield source.body
    yield from source.texts.values()
    yield from source.choices.values()
    yield from source.labels.values()
    for field in source.fields.values():
        yield from (field.label, field.hint, *field.options.values())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(PROMPTS.names()))
def test_the_words_are_plain(name: str, locale: str) -> None:
    for line in (line for prompt, line in lines(locale) if prompt == name):
        assert "!" not in line
        assert not re.search(r"\S {2,}", line), line
        assert "\n\n\n" not in line, line
        assert not _RESIDUE.search(line), line
        assert not re.search(r" [.,;:?]|\( | \)|\.\.|,\.", line), line
        assert "None" not in line, line


@pytest.mark.parametrize("locale", LOCALES)
def test_messages_keep_to_a_length_that_every_chat_product_takes(locale: str) -> None:
    for say, message in messages(locale):
        assert len(message.text) <= _MOST_TEXT, say.prompt
        assert message.text, say.prompt
        assert all(0 < len(choice.label) <= _MOST_LABEL for choice in message.choices), say.prompt
        assert message.picture is None or message.picture.alt, say.prompt


@pytest.mark.parametrize("locale", LOCALES)
def test_forms_keep_to_a_length_that_every_chat_product_takes(locale: str) -> None:
    for form, shown in forms(locale):
        assert 0 < len(shown.title) <= _MOST_TITLE, form.prompt
        assert 0 < len(shown.submit) <= _MOST_TITLE, form.prompt
        assert all(len(field.hint) <= _MOST_HINT for field in shown.fields), form.prompt


@pytest.mark.parametrize("locale", LOCALES)
def test_errors_are_one_sentence_that_ends(locale: str) -> None:
    for prompt, line in lines(locale):
        if prompt.startswith("unreadable/"):
            assert line.endswith((".", "?")), prompt
            assert len(line) <= _MOST_SENTENCE, prompt


def test_only_content_that_was_reviewed_is_trusted_as_markup() -> None:
    for file in FILES:
        for use in parsed(file.read_text(encoding="utf-8")).find_all(nodes.Filter):
            if use.name == "markdown":
                assert isinstance(use.node, nodes.Name), file
                assert use.node.name in {"guide", "exemplar"}, file
            assert use.name != "safe", file


def test_no_part_is_made_before_it_is_escaped() -> None:
    """A macro or a set block gives text that would be escaped again."""
    for file in FILES:
        tree = parsed(file.read_text(encoding="utf-8"))
        assert not list(tree.find_all((nodes.Macro, nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock))), file


@pytest.mark.parametrize("locale", LOCALES)
def test_commands_that_are_named_exist(locale: str) -> None:
    known = {f"/{family} {verb}".strip() for family, verbs in FAMILIES.items() for verb in verbs}
    known.add("/feedback")
    for prompt, line in lines(locale):
        if "snoze" in line:
            continue
        for family, verb in re.findall(r"(?<![\w.</])/([a-z]+)(?: ([a-z]+))?", line):
            assert f"/{family}" in {name.split()[0] for name in known}, (prompt, family)
            assert f"/{family} {verb}".strip() in known or f"/{family}" in known, (prompt, verb)
