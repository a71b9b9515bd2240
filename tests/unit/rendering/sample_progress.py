"""What is said of a learner's levels over time, and of what stands still, with data as they are given it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.domain.ids import MicroId, PersonId, PracticeId
from bot.engine import events as ev
from bot.engine.effects import Choice, Data, Datum, Page, Picture, Say

ASKING = MicroId("asking")
SCORE: Mapping[str, Datum] = {"gap": "1.6", "readiness": "3.4", "seen": 2, "of": 5}
STANDSTILLS: list[Datum] = [
    {"skill": "Asking open questions", "kind": "plateau", "wanted": False},
    {"skill": "Naming a conflict", "kind": "gap", "wanted": True},
]
_ONE = {**SCORE, "seen": 1}
_STEPS: list[Datum] = [{"on": date(2026, 9, 7), "level": "1.8"}, {"on": date(2026, 10, 12), "level": "2.2"}]
_WAY: Mapping[str, Datum] = {"practices": 9, "steps": _STEPS, "drawn": True, "standstill": "", "coach_from": None}
_PICTURE = Picture(
    "trajectory",
    (
        ("Asking open questions", "2026-09-07", "1.8", "1.3", "2.3", "practised seen"),
        ("Asking open questions", "2026-11-23", "2.4", "1.9", "2.9", "now"),
    ),
)


def progress_samples(standings: Sequence[Mapping[str, Datum]]) -> Iterable[Say]:
    """With the rows of a pathway's skills, known and unknown."""
    rows = _rows(standings)
    unknown = [row for row in rows if not row["known"]]
    still = [{**rows[0], "standstill": "plateau", "coach_from": date(2026, 12, 1)}, {**rows[1], "standstill": "gap"}]
    page = Page("progress")
    full: Data = {"standings": rows, "reflections": 12, "score": SCORE}
    yield Say("progress/levels", full, picture=_PICTURE, page=page)
    yield Say("progress/levels", {**full, "standings": still, "score": _ONE}, picture=_PICTURE, page=page)
    for count in (0, 1):
        yield Say("progress/levels", {"standings": unknown, "reflections": count, "score": None})
    yield Say("progress/levels", {"standings": [], "reflections": 0, "score": None})
    terms: list[Datum] = [
        {"class": name, "weight": "0.33", "mean": "0.96", "product": "0.32"}
        for name in ("core", "enhancement", "contextual")
    ]
    days: list[Datum] = [date(2026, 9, 7), date(2026, 11, 26)]
    shown: Data = {"standings": rows, "score": SCORE, "terms": terms, "coach": "Ines", "days": days}
    yield Say("pages/progress", shown, picture=_PICTURE)
    yield Say("pages/progress", {**shown, "standings": unknown, "score": None, "terms": [], "coach": "", "days": []})


def standstill_samples() -> Iterable[Say]:
    choices = (
        Choice("other_kind", ev.PracticeChosen(PracticeId("ask"))),
        Choice("ask_coach", ev.CoachWanted(ASKING)),
        Choice("leave_it", ev.StandstillLeft(ASKING)),
    )
    told: Data = {
        "skill": "Asking open questions",
        "kind": "plateau",
        "how": "easier",
        "title": "Ask one question in a corridor",
        "minutes": 10,
        "coach": "Ines",
        "coach_from": date(2026, 12, 7),
    }
    yield from (Say("standstill/told", {**told, "how": how}, choices) for how in ("easier", "harder", "first", "other"))
    yield Say("standstill/told", {**told, "kind": "gap", "how": "", "coach": ""}, choices[2:])
    yield from (Say("standstill/asked", {"skill": "Asking", "coach": coach}) for coach in ("Ines", ""))
    yield Say("standstill/left", {"skill": "Asking", "again_from": date(2027, 1, 4)})
    give = (Choice("give", ev.FeedbackFormAsked(PersonId("ada"))),)
    for kind in ("plateau", "gap"):
        yield Say("coach/asked", {"learner": "Ada Okafor", "skill": "Asking", "kind": kind}, give)


def _rows(standings: Sequence[Mapping[str, Datum]]) -> list[Mapping[str, Datum]]:
    """What is known has a line; one that is not known any more was practised once, and the rest never."""
    nothing: Mapping[str, Datum] = {**_WAY, "practices": 0, "steps": [], "drawn": False}
    once = {**_WAY, "practices": 1, "steps": _STEPS[1:]}
    unknown = next(number for number, row in enumerate(standings) if not row["known"])
    return [
        {**row, **(_WAY if row["known"] else once if number == unknown else nothing)}
        for number, row in enumerate(standings)
    ]
