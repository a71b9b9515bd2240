"""Reading prompt files: front matter, checked once and strictly, and the body below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import yaml

from bot.domain.errors import ContentError
from bot.rendering.phrasing import Phrases

FOLDER = Path(__file__).parents[2] / "prompts"
PHRASES = "phrases.yaml"
SUFFIX = ".md.j2"
_FENCE = "---\n"
_TEXTS = ("sees", "alt", "title", "submit")
_FIELD_TEXTS = ("label", "hint")
_PATTERNS = ("day", "day_with_year", "short_day", "today", "this_week", "another_day", "run", "and", "comma", "decimal")
_PICTURES = ("unseen", "low", "middle", "high", "before", "now", "level", "practised", "seen", "likely")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldSource:
    label: str = ""
    hint: str = ""
    options: Texts = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Source:
    """One prompt file as it was written; every text in it is a template."""

    body: str
    texts: Texts
    choices: Texts
    fields: Mapping[str, FieldSource]
    labels: Texts = field(default_factory=dict[str, str])

    @property
    def is_form(self) -> bool:
        return bool(self.fields)


def read_folder(folder: Path) -> Mapping[str, Source]:
    """Every prompt of one locale by its name, "practice/offer"; those that begin with _ are parts of others."""
    files = sorted(folder.rglob(f"*{SUFFIX}"))
    return {file.relative_to(folder).as_posix().removesuffix(SUFFIX): read(file) for file in files}


def written(folder: Path) -> Mapping[str, frozenset[str]]:
    """The names of the prompts that each locale has words of its own for, and of its phrases."""
    homes = sorted(file.parent for file in folder.glob(f"*/{PHRASES}"))
    return {home.name: frozenset((*read_folder(home), PHRASES)) for home in homes}


def read(file: Path) -> Source:
    """Raises ContentError, with the file and what to do."""
    text = file.read_text(encoding="utf-8")
    head, body = _split(text, file)
    known = {*_TEXTS, "choices", "fields", "labels"}
    for key in head:
        if key not in known:
            raise ContentError(f"{file}: {key!r} is unknown; use one of {', '.join(sorted(known))}")
    fields = _mapping(head.get("fields", {}), file, "fields")
    source = Source(
        body=body,
        texts={key: _text(head[key], file, key) for key in _TEXTS if key in head},
        choices=_texts(head.get("choices", {}), file, "choices"),
        fields={name: _field(value, file, name) for name, value in fields.items()},
        labels=_texts(head.get("labels", {}), file, "labels"),
    )
    _check(source, file)
    return source


def read_phrases(file: Path) -> Phrases:
    head = _mapping(_yaml(file.read_text(encoding="utf-8"), file), file, "phrases")
    return Phrases(
        weekdays=_names(head.get("weekdays"), file, "weekdays", 7),
        months=_names(head.get("months"), file, "months", 12),
        patterns=_all_of(head.get("patterns"), file, "patterns", _PATTERNS),
        pictures=_all_of(head.get("pictures"), file, "pictures", _PICTURES),
    )


def _check(source: Source, file: Path) -> None:
    if source.is_form and (source.body or not {"title", "submit"} <= source.texts.keys()):
        raise ContentError(f"{file}: a form has a title, a submit and fields, and no text below; add or move them")
    if not source.is_form and not source.body:
        raise ContentError(f"{file}: there is no text; write the message below the second ---")


def _split(text: str, file: Path) -> tuple[Mapping[str, object], str]:
    if not text.startswith(_FENCE):
        return {}, text.strip()
    head, fence, body = text.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    if not fence:
        raise ContentError(f"{file}: the front matter has no end; add a line --- below it")
    return _mapping(_yaml(head, file), file, "front matter"), body.strip()


def _yaml(text: str, file: Path) -> object:
    """Every value is text, no key stands twice, nothing refers to something else."""
    try:
        node = cast("yaml.Node | None", yaml.compose(text, yaml.BaseLoader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.YAMLError as error:
        raise ContentError(f"{file}: {' '.join(str(error).split())}") from None
    return None if node is None else _value(node, file, set())


def _value(node: yaml.Node, file: Path, seen: set[int]) -> object:
    if id(node) in seen:
        raise ContentError(f"{file}: {node.value!r} is an alias; write it out")
    seen.add(id(node))
    match node:
        case yaml.MappingNode():
            pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
            return _without_repeats([(str(key.value), _value(value, file, seen)) for key, value in pairs], file)
        case yaml.SequenceNode():
            return [_value(one, file, seen) for one in cast("list[yaml.Node]", node.value)]
        case _:
            return str(node.value)


def _without_repeats(pairs: Sequence[tuple[str, object]], file: Path) -> Mapping[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ContentError(f"{file}: {twice!r} stands there twice; keep one of them")
    return made


def _field(value: object, file: Path, name: str) -> FieldSource:
    found = _mapping(value, file, name)
    for key in found:
        if key not in {*_FIELD_TEXTS, "options"}:
            raise ContentError(f"{file}: {name} has an unknown {key!r}; use label, hint or options")
    texts = {key: _text(found[key], file, key) for key in _FIELD_TEXTS if key in found}
    return FieldSource(**texts, options=_texts(found.get("options", {}), file, name))


def _texts(value: object, file: Path, name: str) -> Texts:
    return {key: _text(text, file, key) for key, text in _mapping(value, file, name).items()}


def _all_of(value: object, file: Path, name: str, keys: Sequence[str]) -> Texts:
    texts = _texts(value, file, name)
    if set(texts) != set(keys):
        raise ContentError(f"{file}: {name} needs exactly {', '.join(keys)}")
    return texts


def _names(value: object, file: Path, name: str, count: int) -> Sequence[str]:
    names = cast("list[object]", value) if isinstance(value, list) else []
    if len(names) != count:
        raise ContentError(f"{file}: {name} needs {count} names")
    return tuple(_text(text, file, name) for text in names)


def _mapping(value: object, file: Path, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ContentError(f"{file}: {name} must be a list of names with a value each")
    return cast("Mapping[str, object]", value)


def _text(value: object, file: Path, name: str) -> str:
    if not isinstance(value, str):
        raise ContentError(f"{file}: {name} must be a text")
    return value
