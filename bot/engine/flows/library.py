"""The library in the chat: search, electives, and everybody's own shelf; page by page, in one message."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.errors import UnreadableInputError
from bot.domain.practice import Practice
from bot.domain.shelf import Kept, Shelf
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Data, Datum, Page, Say
from bot.engine.search.found import Found
from bot.engine.search.vocabulary import UnknownTag
from bot.engine.situation import Situation

_SHOWN = 3


def search(now: Situation, event: ev.LibrarySearched) -> Decision:
    """Practices that fit the words and tags, the best first."""
    found = now.found or Found(event.words)
    if found.unknown is not None:
        return Decision(effects=(_unknown_tag(found.words, found.unknown),))
    practices = [now.library.practices[id_] for id_ in found.practices if id_ in now.library.practices]
    if not practices:
        return Decision(effects=(Say("library/nothing", {"words": event.words.strip()}),))
    page = _page(now, event, len(practices))
    guessed: list[Datum] = [{"typed": typed, "read": read} for typed, read in found.guessed]
    shown = practices[page.part]
    rows: list[Datum] = [_row(now, practice) for practice in shown]
    data: Data = {"words": found.words, "guessed": guessed, "practices": rows}
    choices = (
        *_offered(now, shown),
        *page.turned(lambda number, name: ev.LibrarySearched(found.words, number, name)),
    )
    return Decision(effects=(Say("library/found", {**data, **page.data}, choices, subject=page.subject),))


def framework(now: Situation) -> Decision:
    """All competencies, with their levels, on a page."""
    model = now.library.framework
    data: dict[str, Datum] = {"competencies": len(model.competencies), "micros": len(model.micro_competencies)}
    return Decision(effects=(Say("library/framework", data, page=Page("framework")),))


def electives(now: Situation, event: ev.ElectivesAsked) -> Decision:
    """What is beside every pathway."""
    practices = [practice for practice in now.library.electives if practice.offered_on(now.at.date())]
    packs = {id_: pack.title for pack in now.library.packs.values() for id_ in pack.practices}
    page = _page(now, event, len(practices))
    shown = practices[page.part]
    rows: list[Datum] = [{**_row(now, practice), "pack": packs[practice.id]} for practice in shown]
    choices = (*_offered(now, shown), *page.turned(ev.ElectivesAsked))
    data: Data = {"practices": rows, **page.data}
    return Decision(effects=(Say("library/electives", data, choices, subject=page.subject),))


def saved(now: Situation, event: ev.SavedAsked) -> Decision:
    """The shelf: what is gone is still listed, by the title that it had."""
    return _shown(now, _shelf(now), event)


def save(now: Situation, event: ev.PracticeSaved) -> Decision:
    practice = now.library.practices.get(event.practice)
    if practice is None:
        raise UnreadableInputError("unreadable/practice_gone")
    return Decision((_shelf(now).put(practice),), (Say("library/kept", {"title": practice.title}),))


def unsave(now: Situation, event: ev.PracticeUnsaved) -> Decision:
    """The shelf without it takes the place of the shelf with it."""
    shelf = _shelf(now).without(event.practice)
    return Decision((shelf,)) + _shown(now, shelf, ev.SavedAsked(event.page, event.shown))


@dataclass(frozen=True, slots=True)
class _Page:
    """Part of a list. ``number`` counts from 0; all pages of one list are one message, known by ``name``."""

    number: int
    last: int
    name: str

    @property
    def part(self) -> slice:
        return slice(self.number * _SHOWN, (self.number + 1) * _SHOWN)

    @property
    def subject(self) -> str:
        return f"library:{self.name}"

    @property
    def data(self) -> Data:
        return {"page": self.number + 1, "pages": self.last + 1}

    def turned(self, to: Callable[[int, str], ev.Understood]) -> Iterable[Choice]:
        if self.number > 0:
            yield Choice("previous", to(self.number - 1, self.name))
        if self.number < self.last:
            yield Choice("next", to(self.number + 1, self.name))


def _page(now: Situation, event: ev.LibrarySearched | ev.ElectivesAsked | ev.SavedAsked, count: int) -> _Page:
    """The one that was asked for, or the nearest that there is."""
    last = max(0, (count - 1) // _SHOWN)
    return _Page(min(event.page, last), last, event.shown or now.id("page"))


def _shelf(now: Situation) -> Shelf:
    return now.shelf or Shelf(now.person.id)


def _shown(now: Situation, shelf: Shelf, event: ev.SavedAsked) -> Decision:
    page = _page(now, event, len(shelf.kept))
    shown = shelf.kept[page.part]
    offered = [practice for kept in shown if (practice := _on_offer(now, kept)) is not None]
    unsave = [
        Choice("unsave", ev.PracticeUnsaved(kept.practice, page.number, page.name), _title(now, kept)) for kept in shown
    ]
    choices = (*(choice for practice in offered for choice in _take(now, practice)), *unsave)
    data: Data = {"practices": [_kept_row(now, kept) for kept in shown], **page.data}
    said = Say("library/saved", data, (*choices, *page.turned(ev.SavedAsked)), subject=page.subject)
    return Decision(effects=(said,))


def _on_offer(now: Situation, kept: Kept) -> Practice | None:
    practice = now.library.practices.get(kept.practice)
    return practice if practice is not None and practice.offered_on(now.at.date()) else None


def _title(now: Situation, kept: Kept) -> str:
    """As it is called now; what is gone, as it was; one that was saved before titles were, by the words of its id."""
    practice = now.library.practices.get(kept.practice)
    return practice.title if practice is not None else kept.title or kept.practice.replace("-", " ").capitalize()


def _kept_row(now: Situation, kept: Kept) -> Datum:
    practice = now.library.practices.get(kept.practice)
    if practice is None:
        nothing: dict[str, Datum] = {"objective": "", "minutes": 0, "newer": False}
        return {**nothing, "title": _title(now, kept), "state": "gone"}
    state = "offered" if practice.offered_on(now.at.date()) else "resting"
    return {**_row(now, practice), "state": state, "newer": practice.revision > kept.revision}


def _row(now: Situation, practice: Practice) -> dict[str, Datum]:
    return {
        "title": practice.title,
        "objective": practice.objective,
        "minutes": practice.minutes,
        "tier": practice.tier,
        "skill": now.library.framework.micro_competencies[practice.micro_competency].name,
    }


def _offered(now: Situation, practices: Iterable[Practice]) -> Iterable[Choice]:
    for practice in practices:
        yield from _take(now, practice)
        yield Choice("save", ev.PracticeSaved(practice.id), practice.title)


def _take(now: Situation, practice: Practice) -> Iterable[Choice]:
    """Start it: for those who practise."""
    if now.practises and now.mine.person.id == now.person.id:
        yield Choice("take", ev.PracticeChosen(practice.id), practice.title)


def _unknown_tag(words: str, unknown: UnknownTag) -> Say:
    data: Data = {"typed": unknown.typed, "nearest": unknown.nearest, "known": list(unknown.known)}
    if not unknown.nearest:
        return Say("library/unknown_tag", data)
    meant = words.replace(unknown.typed, unknown.nearest)
    choices = (Choice("search", ev.LibrarySearched(meant), unknown.nearest),)
    return Say("library/unknown_tag", data, choices)
