"""Several programmes at once: one practice a day all the same, chosen from all of them."""

from dataclasses import replace

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PathwayId
from bot.domain.journey import Journey
from bot.domain.pathway import Pathway
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Say
from bot.engine.flows import rhythm
from bot.engine.situation import Situation

_SUBJECT = "programmes"


def show(now: Situation, journey: Journey) -> Decision:
    """The cohort's own, those that were added, and those that there are besides."""
    return Decision(effects=(_list(now, journey),))


def join(now: Situation, journey: Journey, event: ev.ProgrammeJoined) -> Decision:
    """Its skills join the others; nothing more is sent in a day than before. Joined twice is joined once."""
    pathway = _known(now, event.pathway)
    taken = (journey.cohort.pathway, *journey.learner.programmes)
    further = journey.learner.programmes if pathway.id in taken else (*journey.learner.programmes, pathway.id)
    return _changed(now, journey, further)


def leave(now: Situation, journey: Journey, event: ev.ProgrammeLeft) -> Decision:
    """What was learned stays; the cohort's own can't be left here."""
    if event.pathway not in journey.learner.programmes:
        raise UnreadableInputError("unreadable/programme")
    return _changed(now, journey, tuple(id_ for id_ in journey.learner.programmes if id_ != event.pathway))


def _changed(now: Situation, journey: Journey, further: tuple[PathwayId, ...]) -> Decision:
    learner = replace(journey.learner.answered(), programmes=further)
    as_changed = rhythm.as_now(journey, learner)
    return Decision((learner,), (_list(now, as_changed), *rhythm.wake(journey, learner, now.at)))


def _list(now: Situation, journey: Journey) -> Say:
    mine = journey.learner.programmes
    others = [pathway for id_, pathway in now.library.pathways.items() if id_ != journey.cohort.pathway]
    joined = [pathway for pathway in others if pathway.id in mine]
    free = [pathway for pathway in others if pathway.id not in mine]
    data: dict[str, Datum] = {
        "first": now.library.pathways[journey.cohort.pathway].name,
        "joined": [_row(pathway) for pathway in joined],
        "free": [_row(pathway) for pathway in free],
    }
    choices = (
        *(Choice("join", ev.ProgrammeJoined(pathway.id), pathway.name) for pathway in free),
        *(Choice("leave", ev.ProgrammeLeft(pathway.id), pathway.name) for pathway in joined),
    )
    return Say("preferences/programmes", data, choices, subject=_SUBJECT)


def _row(pathway: Pathway) -> Datum:
    return {"name": pathway.name, "summary": pathway.summary}


def _known(now: Situation, wanted: PathwayId) -> Pathway:
    pathway = now.library.pathways.get(wanted)
    if pathway is None:
        raise UnreadableInputError("unreadable/programme")
    return pathway
