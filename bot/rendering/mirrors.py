"""Whether the prompts of each language have the gaps, choices and fields of those in the default one."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateError, nodes

from bot.domain.language import DEFAULT_LOCALE
from bot.rendering.prompts import parsed
from bot.rendering.sources import PHRASES, SUFFIX, Source, read_folder


def differing(folder: Path) -> Iterator[str]:
    """One line for each difference, with the file and the remedy. Raises ContentError for what can't be read."""
    original = read_folder(folder / DEFAULT_LOCALE)
    for home in sorted(file.parent for file in folder.glob(f"*/{PHRASES}")):
        own = read_folder(home)
        for name in sorted(own):
            for what in _apart(name, own, original):
                yield f"{home / name}{SUFFIX}:1: {what}"


def _apart(name: str, own: Mapping[str, Source], original: Mapping[str, Source]) -> Iterator[str]:
    if name not in original:
        yield f"There is no {name} in {DEFAULT_LOCALE}. Delete it, or correct its name."
        return
    if name.rpartition("/")[2].startswith("_"):
        return  # a part is seen in whatever includes it
    here, there = own[name], original[name]
    for kind, ours, theirs in (
        ("gap", _gaps(name, {**original, **own}), _gaps(name, original)),
        ("text", set(here.texts), set(there.texts)),
        ("choice", set(here.choices), set(there.choices)),
        ("label", set(here.labels), set(there.labels)),
        ("field", _fields(here), _fields(there)),
    ):
        for missing in sorted(theirs - ours):
            yield f"The {kind} “{missing}” is missing. Write it as in {DEFAULT_LOCALE}/{name}{SUFFIX}."
        for strange in sorted(ours - theirs):
            yield f"The {kind} “{strange}” is not in {DEFAULT_LOCALE}/{name}{SUFFIX}. Take it out, or correct it."


def _fields(source: Source) -> set[str]:
    return {
        path
        for name, field in source.fields.items()
        for path in (name, *(f"{name}/{value}" for value in field.options))
    }


def _gaps(name: str, sources: Mapping[str, Source]) -> set[str]:
    """What is filled in, by its whole name such as ``practice.title``, here and in all that is included."""
    source = sources[name]
    labels = (*source.texts.values(), *source.choices.values(), *source.labels.values())
    asked = (text for field in source.fields.values() for text in (field.label, field.hint, *field.options.values()))
    found: set[str] = set()
    for text in (source.body, *labels, *asked):
        try:
            tree = parsed(text)
        except TemplateError:
            continue  # said when the prompts are loaded, with the line
        found |= {_path(node) for node in tree.find_all(nodes.Output) for node in _filled(node)}
        for include in tree.find_all(nodes.Include):
            if isinstance(include.template, nodes.Const) and include.template.value in sources:
                found |= _gaps(include.template.value, sources)
    return found


def _filled(output: nodes.Node) -> Iterator[nodes.Node]:
    """The outermost names and attributes in a gap."""
    for child in output.iter_child_nodes():
        if isinstance(child, nodes.Name | nodes.Getattr | nodes.Getitem):
            yield child
        else:
            yield from _filled(child)


def _path(node: nodes.Node) -> str:
    match node:
        case nodes.Getattr():
            return f"{_path(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{_path(node.node)}[]"
        case nodes.Name():
            return node.name
        case _:
            return ""
