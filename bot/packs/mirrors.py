"""Whether the words in each language say as many things as those in the default one."""

from collections.abc import Iterator

from bot.domain.practice import Library, Practice
from bot.packs.load import Content
from bot.packs.reading import DEFAULT_LOCALE

_LISTS = (("criteria", "Success criteria"), ("checklist", "Checklist"), ("recall", "Recall"))


def note_mirrors(content: Content) -> None:
    original = content.libraries[DEFAULT_LOCALE]
    for locale, library in content.libraries.items():
        for id_, suffix, what in _differences(original, library):
            facts = content.places[id_].file
            file = facts.with_name(f"{facts.stem}.{locale}{suffix}")
            remedy = f"Say as many things as {facts.stem}.{DEFAULT_LOCALE}{suffix} does."
            content.faults.error(file, 1, what, remedy)


def _differences(original: Library, library: Library) -> Iterator[tuple[str, str, str]]:
    """Each id with the ending of its words and what differs."""
    for id_, practice in library.practices.items():
        for field, name in _LISTS:
            here, there = _count(practice, field), _count(original.practices[id_], field)
            if here != there:
                yield id_, ".md", f"“{name}” has {here} entries here and {there} in {DEFAULT_LOCALE}."
    for micro_id, micro in library.framework.micro_competencies.items():
        here, there = len(micro.indicators), len(original.framework.micro_competencies[micro_id].indicators)
        if here != there:
            yield micro.competency, ".yaml", f"“{micro_id}” has {here} indicators here and {there} in {DEFAULT_LOCALE}."


def _count(practice: Practice, field: str) -> int:
    return len(getattr(practice, field))
