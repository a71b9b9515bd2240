"""What invented people do with a message: which button they press, what they write, and when."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import cast

from bot.domain.attempt import Attempt
from bot.domain.ids import MicroId
from bot.domain.learner import Rhythm
from bot.domain.reflection import QUESTIONS
from bot.domain.rubric import Level
from bot.engine import events as ev
from bot.engine.effects import Say
from bot.simulation.life import Act, Life

COACH_ANSWERS = 0.9
_COACH_RATES = 0.7
_WORDS = "What I saw and did."
_OFFERED: Mapping[str, float] = {
    "later_1h": 0.05,
    "later_tomorrow": 0.04,
    "decline": 0.05,
    "easier": 0.02,
    "harder": 0.02,
}
_TOO_MUCH: Mapping[str, float] = {"keep": 0.3, "alternate": 0.2, "weekly": 0.15, "pause": 0.15}
_LATE_HOURS = (18, 30)
_HOURS = (time(8, 0), time(9, 0), time(9, 0), time(9, 0), time(13, 30))


def react(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    """What follows from a message, of the learner or of the coach; nothing once the learner has dropped out."""
    habit = _HABITS.get(say.prompt)
    takes_part = life.joined_at is not None and at < life.joined_at + life.character.stays
    if habit is not None and (takes_part or habit is _coach):
        yield from habit(life, say, at)


def _welcomed(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    if life.character.joins:
        yield from _press(life, say, "agree", at, 120)


def _settles(life: Life, _say: Say, at: datetime) -> Iterator[Act]:
    usual = Rhythm()
    prompt_at = life.character.dice.one_of(_HOURS)
    hours = ev.SettingsGiven(prompt_at, min(prompt_at, usual.opens), usual.closes, usual.days, usual.pace, None)
    yield _soon(life, at, 3, hours)


def _rates_the_baseline(life: Life, _say: Say, at: datetime) -> Iterator[Act]:
    given: dict[MicroId, Level] = {micro: life.character.rates_self(micro, at) for micro in life.character.skills}
    yield _soon(life, at, 6, ev.BaselineGiven(given))


def _offered(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    """Some start at once, some in the afternoon, some the day after, and some look at it and do nothing."""
    chances = {"start": life.character.answers, **_OFFERED}
    name = life.character.dice.weighed(chances)
    if life.character.manner != "silent" and any(choice.name == "start" for choice in say.choices):
        yield from _press(life, say, name, at + _delay(life), 240)


def _delay(life: Life) -> timedelta:
    return timedelta(hours=life.character.dice.between(*_LATE_HOURS) if life.character.manner == "late" else 0)


def _asked(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    if not life.character.dice.falls(0.9):
        yield from _press(life, say, life.character.dice.weighed({"not_yet": 0.5, "skip": 0.2}), at, 60)
    elif life.character.types:
        yield _soon(life, at, 90, ev.QuestionAnswered(_WORDS))
    else:
        attempt = _current(life)
        rating = life.character.rates_self(attempt.micro, at, attempt.tier)
        yield _soon(life, at, 90, ev.ReflectionGiven(attempt.id, dict.fromkeys(QUESTIONS, _WORDS), rating))


def _writes(life: Life, _say: Say, at: datetime) -> Iterator[Act]:
    yield _soon(life, at, 3, ev.QuestionAnswered(_WORDS))


def _rates(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    attempt = _current(life)
    level = life.character.rates_self(attempt.micro, at, attempt.tier)
    yield from _press(life, say, f"level_{level}", at, 3)


def _reflected(life: Life, _say: Say, at: datetime) -> Iterator[Act]:
    """Something was practised, which is where levels grow; now and then there is a plan."""
    attempt = _current(life)
    life.character.grow(attempt.micro, at)
    if life.character.dice.falls(0.25):
        on = life.journey().today(at) + timedelta(days=7)
        yield _soon(
            life, at, 5, ev.PlanGiven(attempt.id, life.person.first_name, _WORDS, "once a week", on.isoformat())
        )


def _planned(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    yield from _press(life, say, life.character.dice.weighed({"kept": 0.6, "not_yet": 0.2}), at, 180)


def _fed_back(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    yield from _press(life, say, life.character.dice.weighed({"acknowledge": 0.7}), at, 240)


def _asked_whether_it_is_too_much(life: Life, say: Say, at: datetime) -> Iterator[Act]:
    yield from _press(life, say, life.character.dice.weighed(_TOO_MUCH), at, 600)


def _coach(life: Life, _say: Say, at: datetime) -> Iterator[Act]:
    """Within the two working days that are promised, most of the time."""
    dice = life.character.dice
    attempt = _current(life)
    if not dice.falls(COACH_ANSWERS):
        return
    rating: Level | None = (
        life.character.is_rated(attempt.micro, at, attempt.tier) if dice.falls(_COACH_RATES) else None
    )
    given = ev.FeedbackGiven(life.person.id, attempt.id, _WORDS, _WORDS, _WORDS, _WORDS, rating)
    when = at + timedelta(hours=dice.between(1, 40))
    yield Act(life.journey().hours.next_opening(when) or when, life.coach, given)


def _press(life: Life, say: Say, name: str, at: datetime, minutes: float) -> Iterator[Act]:
    """The button of that name, if there is one, within so many minutes."""
    for choice in say.choices:
        if choice.name == name:
            yield _soon(life, at, minutes, choice.means)


def _soon(life: Life, at: datetime, minutes: float, event: ev.Understood) -> Act:
    """Rather sooner than later: half of all answers come in the first quarter of the time."""
    return Act(at + timedelta(minutes=minutes * life.character.dice.share() ** 2), life.person, event)


def _current(life: Life) -> Attempt:
    return cast("Attempt", life.journey().attempt)


Habit = Callable[[Life, Say, datetime], Iterator[Act]]
_HABITS: Mapping[str, Habit] = {
    "onboarding/welcome": _welcomed,
    "onboarding/hours": _settles,
    "onboarding/rate": _rates_the_baseline,
    "practice/offer": _offered,
    "practice/reminder": _offered,
    "practice/recall": _writes,
    "reflection/ask": _asked,
    "reflection/question": _writes,
    "reflection/rate": _rates,
    "reflection/thanks": _reflected,
    "plan/check": _planned,
    "feedback/arrived": _fed_back,
    "manners/too_much": _asked_whether_it_is_too_much,
    "coach/arrived": _coach,
}
