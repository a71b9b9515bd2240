"""Prompts and data become messages: all words are read once, and nothing that a person typed becomes markup."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar, cast

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, nodes, pass_context
from jinja2.runtime import Context

from bot.domain.calendar import zone_of
from bot.domain.errors import ContentError
from bot.domain.language import DEFAULT_LOCALE, spoken
from bot.engine import effects
from bot.rendering.escape import Markdown, clean, escaped, one_line, quoted, trusted
from bot.rendering.message import Attachment, Choice, Field, Form, Link, Message, Option, Picture
from bot.rendering.phrasing import Phrases
from bot.rendering.sources import PHRASES, FieldSource, Source, read_folder, read_phrases

SENTENCES = "unreadable/"
_BLANK_LINES = re.compile(r"\n{3,}")
_ENDS_IN_NUMBER = re.compile(r"(?:(.*)_)?(\d+)\Z")

Words = Callable[[Mapping[str, object]], str]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their language, their zone, and the moment."""

    locale: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class _Field:
    label: Words | None
    hint: Words
    options: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class _Prompt:
    body: Words
    texts: Mapping[str, Words]
    choices: Mapping[str, Words]
    labels: Mapping[str, Words]
    fields: Mapping[str, _Field]

    def text(self, key: str, context: Mapping[str, object]) -> str:
        return self.texts[key](context) if key in self.texts else ""


class Prompts:
    """The words of every locale."""

    def __init__(self, locales: Mapping[str, Mapping[str, _Prompt]]) -> None:
        self._locales = locales

    @classmethod
    def load(cls, folder: Path) -> "Prompts":
        """Read and compile ``<locale>/<flow>/<prompt>.md.j2``. Raises ContentError, with the file and what to do."""
        homes = sorted(home for home in folder.iterdir() if (home / PHRASES).is_file())
        sources = {home.name: read_folder(home) for home in homes}
        if DEFAULT_LOCALE not in sources:
            raise ContentError(f"{folder / DEFAULT_LOCALE / PHRASES}: missing; the prompts begin with English")
        default = sources[DEFAULT_LOCALE]
        return cls({home.name: _compiled(sources[home.name], default, home) for home in homes})

    def names(self, locale: str = DEFAULT_LOCALE) -> frozenset[str]:
        """The prompts that this locale has words of its own for."""
        return frozenset(self._locales.get(locale, {}))

    def render(
        self,
        say: effects.Say,
        reader: Reader,
        *,
        png: bytes | None = None,
        attachments: Sequence[Attachment] = (),
        link: Link | None = None,
    ) -> Message:
        """The message as this reader gets it; the drawn picture, the files and the page's link are handed in."""
        prompt = self._prompt(say.prompt, reader.locale)
        context = {**_context(say.data, reader), **_linked(link)}
        return Message(
            text=prompt.body(context),
            sees=prompt.text("sees", context),
            choices=tuple(_choice(prompt, choice, context) for choice in say.choices),
            form=None if say.form is None else self.form(say.form, reader),
            picture=None if png is None else Picture(png, prompt.text("alt", context)),
            attachments=tuple(attachments),
            locale=self._said_in(say.prompt, reader.locale),
            labels={name: words(context) for name, words in prompt.labels.items()},
        )

    def form(self, form: effects.Form, reader: Reader) -> Form:
        prompt = self._prompt(form.prompt, reader.locale)
        context = _context(form.data, reader)
        return Form(
            name=form.prompt,
            about=form.about,
            nonce=form.nonce,
            title=prompt.text("title", context),
            submit=prompt.text("submit", context),
            fields=tuple(_field(prompt, field, context) for field in form.fields),
            sees=prompt.text("sees", context),
        )

    def sentence(self, prompt: str, data: effects.Data, locale: str) -> str:
        """One plain sentence, for an error."""
        return self._prompt(prompt, locale).body(data)

    def _prompt(self, name: str, locale: str) -> _Prompt:
        return self._locales[spoken(locale, self._locales)].get(name) or self._locales[DEFAULT_LOCALE][name]

    def _said_in(self, name: str, locale: str) -> str:
        """The reader's language, or the default one where this has not been translated."""
        language = spoken(locale, self._locales)
        return language if name in self._locales[language] else DEFAULT_LOCALE


def _context(data: effects.Data, reader: Reader) -> Mapping[str, object]:
    return {**data, "now": reader.now, "zone": reader.zone, "locale": reader.locale}


def _linked(link: Link | None) -> Mapping[str, object]:
    """``link`` is empty where pages have no address."""
    if link is None:
        return {"link": "", "link_until": None}
    return {"link": trusted(link.address), "link_until": link.until}


def _choice(prompt: _Prompt, choice: effects.Choice, context: Mapping[str, object]) -> Choice:
    label, number = _named(prompt.choices, choice.name)
    if label is None:
        return Choice(one_line(choice.label) or choice.name, choice.means)
    return Choice(label({**context, "label": choice.label, "n": number}), choice.means)


def _field(prompt: _Prompt, field: effects.Field, context: Mapping[str, object]) -> Field:
    found, _ = _named(prompt.fields, field.name)
    words = found or _Field(None, _nothing, {})
    local = {**context, "label": field.label}
    return Field(
        name=field.name,
        label=words.label(local) if words.label else one_line(field.label) or field.name,
        kind=field.kind,
        required=field.required,
        options=tuple(_option(words, option, context) for option in field.options),
        hint=words.hint(local),
        value=clean(field.value) if isinstance(field.value, str) else field.value,
    )


def _option(words: _Field, option: effects.Option, context: Mapping[str, object]) -> Option:
    label, number = _named(words.options, option.value)
    if label is None:
        return Option(option.value, one_line(option.label) or option.value)
    return Option(option.value, label({**context, "label": option.label, "n": number}))


def _named(table: Mapping[str, Found], name: str) -> tuple[Found | None, int]:
    """The entry of this name, else of its pattern (``level_3`` is ``level_N``, ``3`` is ``N``), else ``*``."""
    counted = _ENDS_IN_NUMBER.match(name)
    number = int(counted[2]) if counted else 0
    pattern = "" if counted is None else f"{counted[1]}_N" if counted[1] else "N"
    return next((table[key] for key in (name, pattern, "*") if key in table), None), number


def _compiled(own: Mapping[str, Source], default: Mapping[str, Source], home: Path) -> Mapping[str, _Prompt]:
    parts = {name: source.body for name, source in {**default, **own}.items()}
    filters = _filters(read_phrases(home / PHRASES))
    markup = _environment(parts, {**filters, "quote": quoted, "markdown": trusted}, _as_markdown)
    plain = _environment(parts, filters, _as_plain)
    prompts = {name: source for name, source in own.items() if not name.rpartition("/")[2].startswith("_")}
    made: dict[str, _Prompt] = {}
    for name, source in prompts.items():
        try:
            made[name] = _prompt(name, source, markup, plain)
        except TemplateError as error:
            raise ContentError(f"{home / name}: {error}") from None
    return made


def _prompt(name: str, source: Source, markup: Environment, plain: Environment) -> _Prompt:
    body = _line(source.body, plain) if name.startswith(SENTENCES) else _body(name, markup)
    return _Prompt(
        body=body,
        texts={key: _line(text, plain) for key, text in source.texts.items()},
        choices={key: _line(text, plain) for key, text in source.choices.items()},
        labels={key: _line(text, plain) for key, text in source.labels.items()},
        fields={key: _field_words(found, plain) for key, found in source.fields.items()},
    )


def _field_words(source: FieldSource, plain: Environment) -> _Field:
    return _Field(
        label=_line(source.label, plain) if source.label else None,
        hint=_line(source.hint, plain),
        options={value: _line(label, plain) for value, label in source.options.items()},
    )


def _nothing(_context: Mapping[str, object]) -> str:
    return ""


def _line(text: str, plain: Environment) -> Words:
    """A text of one line; one without gaps is not compiled."""
    if "{" not in text:
        fixed = one_line(text)
        return lambda _context: fixed
    template = plain.from_string(text)
    return lambda context: one_line(template.render(context))


def _body(name: str, markup: Environment) -> Words:
    template = markup.get_template(name)
    return lambda context: _BLANK_LINES.sub("\n\n", template.render(context)).strip()


def _environment(
    parts: Mapping[str, str], filters: Mapping[str, Callable[..., str]], finalize: Callable[[object], str]
) -> Environment:
    """Strict about what it is not told; ``finalize`` escapes, because autoescape knows HTML and not CommonMark."""
    env = Environment(
        loader=DictLoader(parts),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - see above
    )
    cast("dict[str, Callable[..., str]]", env.filters).update(filters)
    return env


def parsed(text: str) -> nodes.Template:
    """What a prompt file is made of, for whoever checks the words."""
    return _environment({}, {}, str).parse(text)


def _filters(phrases: Phrases) -> Mapping[str, Callable[..., str]]:
    return {
        "day": _day_filter(phrases),
        "moment": _moment_filter(phrases),
        "weekdays": phrases.these_weekdays,
        "listed": _listed_filter(phrases),
        "number": phrases.number,
        "short": _short,
    }


def _day_filter(phrases: Phrases) -> Callable[[Context, date], str]:
    @pass_context
    def day(context: Context, on: date) -> str:
        zone = zone_of(cast("str", context["zone"]))
        today = cast("datetime", context["now"]).astimezone(zone).date()
        return phrases.day(on.astimezone(zone).date() if isinstance(on, datetime) else on, today)

    return day


def _moment_filter(phrases: Phrases) -> Callable[[Context, datetime], str]:
    @pass_context
    def moment(context: Context, at: datetime) -> str:
        return phrases.moment(at, cast("datetime", context["now"]), cast("str", context["zone"]))

    return moment


def _listed_filter(phrases: Phrases) -> Callable[[Iterable[str]], str]:
    return lambda items: phrases.listed([one_line(item) for item in items])


def _short(text: str, most: int) -> str:
    """At most so many characters, ended with an ellipsis where something is left out."""
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _as_markdown(value: object) -> str:
    if isinstance(value, Markdown):
        return value
    return escaped(_as_text(value))


def _as_plain(value: object) -> str:
    return clean(_as_text(value))


def _as_text(value: object) -> str:
    """Words and numbers can be said; anything else in a gap is a mistake in the prompt."""
    if isinstance(value, StrictUndefined):
        return str(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a {type(value).__name__} can't be said; the prompt needs a filter or a condition")
