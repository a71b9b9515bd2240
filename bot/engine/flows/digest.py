"""The manager's week: made from a summary that has nowhere to put an answer, a name or a note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.competency import Framework
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import CompetencyId, DigestId
from bot.domain.team import Band, Digest, DigestPlace, Figure, Suggestion, TeamSummary, publish
from bot.domain.touchpoint import Touchpoint
from bot.engine.effects import Choice, Datum, Effect, Picture, Say, Schedule
from bot.engine.events import SuggestionAnswered

MOST_SUGGESTIONS = 3
_BANDS: Mapping[Band, int] = {"low": 0, "middle": 1, "high": 2}
_WORTH_SENDING = timedelta(days=1)
_TAKE_PART = "take_part"
_NO_BAND = "-1"


@dataclass(frozen=True, slots=True)
class Issue:
    """One digest, as it is kept and as it is said."""

    digest: Digest
    effects: tuple[Effect, ...]


def weekly(team: TeamSummary, framework: Framework, on: date, id_: DigestId, week: str) -> Issue:
    """A week's digest: participation, what was practised, movement in bands, celebrations, at most three actions.

    ``week`` is the one that it was planned for: a manager who has moved may read it on the Sunday before.
    """
    digest = Digest(
        id=id_,
        manager=team.manager,
        channel=team.channel,
        week=week,
        on=on,
        suggestions=_suggestions(team, framework),
        figures=_figures(team, on),
    )
    return Issue(digest, (said(team, framework, digest),))


def said(team: TeamSummary, framework: Framework, digest: Digest) -> Say:
    """The digest as a message in the manager's channel."""
    data: dict[str, Datum] = {
        "week": digest.week,
        "size": team.size,
        "took_part": team.took_part,
        "practised": [framework.micro_competencies[micro].name for micro in team.practised],
        "figures": [_figure(framework, figure) for figure in digest.figures],
        "unseen": _unseen(framework, digest.figures),
        "celebrations": [{"name": shared.name, "milestone": shared.milestone} for shared in team.celebrations],
        "suggestions": [{"id": s.id, "text": s.text, "answer": s.answer} for s in digest.suggestions],
        "last": _follow_through(team, digest),
    }
    return Say(
        "digest/weekly",
        data,
        (*_choices(digest), *_late_choices(team, digest)),
        to=digest.channel,
        subject=f"digest:{digest.week}",
        picture=_picture(framework, digest.figures),
    )


def again(team: TeamSummary, framework: Framework, following: datetime) -> Say:
    """The latest digest's figures and actions, as they were published."""
    last = team.previous
    data: dict[str, Datum] = {
        "following": following,
        "week": None if last is None else last.week,
    }
    if last is None:
        return Say("digest/none_yet", data)
    data |= {
        "figures": [_figure(framework, figure) for figure in last.figures],
        "unseen": _unseen(framework, last.figures),
        "suggestions": [{"id": s.id, "text": s.text, "answer": s.answer} for s in last.suggestions],
    }
    return Say("digest/again", data, _choices(last), picture=_picture(framework, last.figures))


def answer(digest: Digest, event: SuggestionAnswered) -> Issue:
    """The manager did it, or it is not for this team."""
    if event.suggestion not in {s.id for s in digest.suggestions}:
        raise UnreadableInputError("unreadable/digest_closed")
    suggestions = tuple(replace(s, answer=event.answer) if s.id == event.suggestion else s for s in digest.suggestions)
    data: dict[str, Datum] = {
        "answer": event.answer,
        "id": event.suggestion,
        "text": next(s.text for s in suggestions if s.id == event.suggestion),
    }
    subject = f"answer:{digest.id}:{event.suggestion}"
    return Issue(
        replace(digest, suggestions=suggestions),
        (Say("digest/answered", data, to=digest.channel, subject=subject),),
    )


def next_week(place: DigestPlace, zone: str, at: datetime, *, but: str = "") -> Schedule:
    """The next such weekday and time, in the manager's own zone, of another week than ``but``; no holiday keeps it."""
    days = WorkingTime(zone_of(zone), time(0), time(23, 59), frozenset({place.rhythm.weekday}))
    on, due = days.next_time(place.rhythm.at, at) or (at.date(), at)
    if week_of(on) == but:  # the manager has moved, and it is the same day again
        return next_week(place, zone, due)
    return Schedule(Touchpoint(place.manager, "digest", week_of(on), due, due + _WORTH_SENDING, subject=place.channel))


def week_of(on: date) -> str:
    """The ISO week, "2026-W53"."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def _figures(team: TeamSummary, on: date) -> tuple[Figure, ...]:
    held = {figure.competency: figure for figure in team.previous.figures} if team.previous else {}
    fresh = dict(team.fresh)
    everything: list[CompetencyId] = list(dict.fromkeys((*held, *fresh)))
    figures = (publish(c, held.get(c), fresh.get(c), team.roster_changes, on) for c in everything)
    return tuple(figure for figure in figures if figure is not None)


def _suggestions(team: TeamSummary, framework: Framework) -> tuple[Suggestion, ...]:
    """First what would let more people take part, then something about what the team practises; no repeats."""
    last = {s.id for s in team.previous.suggestions} if team.previous else frozenset[str]()
    take_part = [Suggestion(_TAKE_PART, None, "")] if team.took_part == "fewer than five" else []
    practised = [framework.micro_competencies[micro].competency for micro in team.practised]
    order = dict.fromkeys((*practised, *framework.competencies))
    actions = [
        Suggestion(action.id, competency, action.text)
        for competency in order
        for action in framework.competencies[competency].team_actions
    ]
    fresh = [s for s in actions if s.id not in last]
    return tuple((take_part + _one_each(fresh))[:MOST_SUGGESTIONS])


def _one_each(actions: list[Suggestion]) -> list[Suggestion]:
    """The first of each competency, so that three actions are about three things."""
    first = {action.competency: action for action in reversed(actions)}
    return [action for action in actions if first[action.competency] is action]


def _figure(framework: Framework, figure: Figure) -> dict[str, Datum]:
    return {
        "name": framework.competencies[figure.competency].name,
        "band": figure.band,
        "before": figure.before,
        "held_until": figure.held_until,
    }


def _picture(framework: Framework, figures: tuple[Figure, ...]) -> Picture:
    """Every competency in its band; one that too few people have been seen in stands beside the bands."""
    known = {figure.competency: figure for figure in figures}
    return Picture("team", tuple(_picture_row(one.name, known.get(one.id)) for one in framework.competencies.values()))


def _picture_row(name: str, figure: Figure | None) -> tuple[str, ...]:
    if figure is None:
        return (name, _NO_BAND, _NO_BAND)
    return (name, str(_BANDS[figure.band]), _NO_BAND if figure.before is None else str(_BANDS[figure.before]))


def _unseen(framework: Framework, figures: tuple[Figure, ...]) -> list[Datum]:
    """The names of the competencies that too few people have been seen in."""
    known = {figure.competency for figure in figures}
    return [one.name for one in framework.competencies.values() if one.id not in known]


def _follow_through(team: TeamSummary, digest: Digest) -> list[Datum]:
    last = team.previous
    if last is None or last.week == digest.week:
        return []
    return [{"id": s.id, "text": s.text, "answer": s.answer} for s in last.suggestions]


def _choices(digest: Digest) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{answer}_{number}", SuggestionAnswered(digest.id, s.id, answer))
        for number, s in enumerate(digest.suggestions, start=1)
        if s.answer == "open"
        for answer in ("done", "not_for_us")
    )


def _late_choices(team: TeamSummary, digest: Digest) -> tuple[Choice, ...]:
    """Last week's actions that nobody answered: asked once, here."""
    last = team.previous
    if last is None or last.week == digest.week:
        return ()
    return tuple(
        Choice(f"last_{answer}_{number}", SuggestionAnswered(last.id, s.id, answer))
        for number, s in enumerate(last.suggestions, start=1)
        if s.answer == "open"
        for answer in ("done", "not_for_us")
    )
