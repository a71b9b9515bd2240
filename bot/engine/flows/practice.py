"""Offering a practice, and what a learner can do with the offer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain.attempt import Attempt
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId, PracticeId
from bot.domain.journey import Journey
from bot.domain.learner import Asking, Exposure, Learner
from bot.domain.practice import Practice
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Say
from bot.engine.flows import rhythm
from bot.engine.flows.cards import attempt_card, offer_subject
from bot.engine.reading import later
from bot.engine.selection import Pick, pick, sought
from bot.engine.situation import Situation

_MOST_LEAN = 1


def what_now(now: Situation, journey: Journey) -> Decision:
    """``/practice``: the open attempt as it stands, else a practice to pull."""
    attempt = journey.attempt
    if attempt is not None and attempt.waits:
        return Decision(effects=(_card(now, journey, attempt, "practice/offer"),))
    return more(now, journey)


def more(now: Situation, journey: Journey) -> Decision:
    """Another one because the learner wants it; it never counts against them."""
    if busy := _busy(now, journey):
        return busy
    return _pull(
        now,
        journey,
        pick(journey, now.library, now.at, without=_open_practice(journey)),
    )


def seek(now: Situation, journey: Journey, event: ev.PracticeSought) -> Decision:
    """A practice for this very moment, by the learner's own words."""
    if not event.words:
        return more(now, journey)
    if busy := _busy(now, journey):
        return busy
    return _pull(
        now,
        journey,
        sought(journey, now.library, now.at, event.words),
        words=event.words,
    )


def choose(now: Situation, journey: Journey, event: ev.PracticeChosen) -> Decision:
    """Picked from the library."""
    practice = now.library.practices.get(event.practice)
    if practice is None or not practice.offered_on(journey.today(now.at)):
        raise UnreadableInputError("unreadable/practice_gone")
    return _busy(now, journey) or _pull(now, journey, Pick(practice, ()))


def why(now: Situation, journey: Journey) -> Decision:
    attempt = journey.attempt
    if attempt is None:
        return Decision(effects=(Say("practice/nothing_open"),))
    return Decision(effects=(Say("practice/why", attempt_card(attempt, journey, now.library)),))


def accept(now: Situation, journey: Journey, event: ev.PracticeAccepted) -> Decision:
    """Start. An offer that lapsed can still be taken up while nothing else is under way."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.state not in {"offered", "expired"}:
        raise UnreadableInputError("unreadable/already_started" if attempt.waits else "unreadable/attempt_closed")
    if journey.learner.started not in {None, attempt.id}:
        raise UnreadableInputError("unreadable/one_at_a_time")
    started = attempt.start(at=now.at)
    learner = _exposed(journey.learner.answered(), attempt, journey, now.at)
    first = attempt.exposure == 1
    recall = now.library.practices[attempt.practice].recall
    asking = None if first or not recall else Asking("recall", attempt.id, recall[0])
    learner = replace(learner, attempt=started.id, started=started.id, asking=asking)
    return Decision(
        (learner, started),
        (
            _card(now, journey, started, "practice/offer"),
            _opening(now, journey, started, asking),
            *rhythm.ask_at(journey, started, now.at),
            *rhythm.wake(journey, learner, now.at),
        ),
    )


def postpone(now: Situation, journey: Journey, event: ev.PracticePostponed) -> Decision:
    """Later: the same offer comes back, and it doesn't count as unanswered."""
    attempt = own_attempt(journey, event.attempt)
    _must_be_offered(attempt)
    if journey.learner.started is not None:
        raise UnreadableInputError("unreadable/one_at_a_time")
    due = later(event.until, now.at, journey.hours)
    postponed = replace(attempt, put_off_to=due)
    learner = replace(journey.learner.answered(), attempt=attempt.id, asking=None)
    told = Say("practice/later", {**attempt_card(attempt, journey, now.library), "due": due})
    return Decision(
        (learner, postponed),
        (
            told,
            rhythm.come_back(journey, attempt, "reminder", due),
            *rhythm.wake(journey, learner, now.at),
        ),
    )


def decline(now: Situation, journey: Journey, event: ev.PracticeDeclined) -> Decision:
    """Not this one: it is remembered, and another is one press away."""
    attempt = own_attempt(journey, event.attempt)
    _must_be_offered(attempt)
    declined = attempt.end("declined", now.at)
    exposure = journey.learner.exposure(attempt.practice)
    learner = journey.learner.answered().with_exposure(
        attempt.practice, replace(exposure, declined=exposure.declined + 1)
    )
    if learner.asking is not None and learner.asking.attempt == attempt.id:
        learner = replace(learner, asking=None)
    if attempt.follows is not None:
        learner = learner.left_for_now(attempt.micro, journey.today(now.at))
    card = _card(now, journey, declined, "practice/offer")
    told = Say("practice/declined", choices=(Choice("another", ev.MorePracticeAsked()),))
    return Decision((learner, declined), (card, told, *rhythm.wake(journey, learner, now.at)))


def lean(now: Situation, journey: Journey, event: ev.TierAsked) -> Decision:
    """Easier or harder: another practice now if one is on offer, and the wish stays for the next ones."""
    attempt = journey.attempt if event.attempt is None else own_attempt(journey, event.attempt)
    leaning = max(-_MOST_LEAN, min(_MOST_LEAN, journey.learner.lean + event.lean))
    learner = replace(journey.learner.answered(), lean=leaning)
    wished: dict[str, Datum] = {"lean": event.lean}
    if attempt is None or attempt.state != "offered" or learner.started is not None:
        return Decision(
            (learner,),
            (Say("practice/leaning", wished), *rhythm.wake(journey, learner, now.at)),
        )
    again = pick(
        rhythm.as_now(journey, learner),
        now.library,
        now.at,
        without=(attempt.practice,),
    )
    if again is None or _is_wrong_way(again.practice, attempt, event.lean):
        return Decision(
            (learner,),
            (Say("practice/no_other_tier", wished), *rhythm.wake(journey, learner, now.at)),
        )
    declined = attempt.end("declined", now.at)
    offered = offer(
        now,
        rhythm.as_now(journey, learner),
        again,
        scheduled=attempt.scheduled,
        learner=learner,
    )
    return Decision((declined,), (_card(now, journey, declined, "practice/offer"),)) + offered


def aid(now: Situation, journey: Journey, event: ev.AidAsked) -> Decision:
    """The guide, checklist, exemplar or scenario; from the second time on, recall comes before guide and exemplar."""
    attempt = own_attempt(journey, event.attempt)
    practice = now.library.practices[attempt.practice]
    if event.aid in {"guide", "exemplar"} and _can_recall(journey, attempt, practice):
        return _recall_first(journey, attempt, practice)
    return Decision(effects=(_aid(attempt, practice, event.aid),))


def decide_scenario(now: Situation, journey: Journey, event: ev.ScenarioDecided) -> Decision:
    """What would follow. It is a try: nothing is kept, and the other options can be looked at as well."""
    attempt = own_attempt(journey, event.attempt)
    practice = now.library.practices[attempt.practice]
    options = practice.scenario.options
    if not 1 <= event.number <= len(options):
        raise UnreadableInputError("unreadable/button")
    chosen = options[event.number - 1]
    others = _decisions(attempt, practice, but=event.number)
    data: dict[str, Datum] = {
        "title": practice.title,
        "option": chosen.text,
        "consequence": chosen.consequence,
        "others": [{"number": n, "option": one.text} for n, one in enumerate(options, start=1) if n != event.number],
    }
    return Decision(effects=(Say("practice/consequence", data, (*others, *_start(attempt))),))


def recalled(now: Situation, journey: Journey, asking: Asking, text: str) -> Decision:
    """What the learner remembers; then the guide, whatever they said. The words themselves are not kept."""
    attempt = own_attempt(journey, asking.attempt)
    if not text and not asking.again:
        again = replace(journey.learner, asking=replace(asking, again=True))
        return Decision(
            (again,),
            (Say("practice/recall", {"question": asking.question, "again": True}),),
        )
    practice = now.library.practices[attempt.practice]
    data = {
        "guide": practice.guide,
        "exercise": practice.exercise,
        "minutes": practice.minutes,
    }
    learner = replace(journey.learner, asking=None)
    choices = (
        Choice("done", ev.DoneSaid(attempt.id)),
        Choice("exemplar", ev.AidAsked(attempt.id, "exemplar")),
    )
    return Decision(
        (learner, replace(attempt, recalled=True)),
        (Say("practice/recalled", data, choices),),
    )


def offer(
    now: Situation,
    journey: Journey,
    picked: Pick,
    *,
    scheduled: bool,
    learner: Learner,
    begun: bool = False,
) -> Decision:
    """Make the attempt and show it."""
    practice = picked.practice
    attempt = Attempt(
        id=AttemptId(now.id("attempt")),
        learner=journey.learner.id,
        practice=practice.id,
        revision=practice.revision,
        micro=practice.micro_competency,
        tier=practice.tier,
        minutes=practice.minutes,
        exposure=learner.exposure(practice.id).times + 1,
        offered_at=now.at,
        scheduled=scheduled,
        reasons=picked.reasons,
        line=picked.line,
        follows=picked.follows,
        elective=now.library.is_elective(practice.id),
    )
    card = replace(_card(now, journey, attempt, "practice/offer"), begun=begun)
    learner = replace(learner, attempt=attempt.id, prompts=learner.prompts + 1, asking=None)
    return Decision((learner, attempt), (card,))


def offer_choices(attempt: Attempt) -> tuple[Choice, ...]:
    """Everything that can be done with an offer; once it is started, only what helps with it."""
    aids = tuple(Choice(name, ev.AidAsked(attempt.id, name)) for name in ("guide", "checklist", "exemplar", "scenario"))
    if attempt.state == "started":
        return (Choice("done", ev.DoneSaid(attempt.id)), *aids)
    if attempt.state != "offered":
        return ()
    return (
        Choice("start", ev.PracticeAccepted(attempt.id)),
        Choice("later_1h", ev.PracticePostponed(attempt.id, "1h")),
        Choice("later_afternoon", ev.PracticePostponed(attempt.id, "afternoon")),
        Choice("later_tomorrow", ev.PracticePostponed(attempt.id, "tomorrow")),
        Choice("decline", ev.PracticeDeclined(attempt.id)),
        Choice("easier", ev.TierAsked(attempt.id, -1)),
        Choice("harder", ev.TierAsked(attempt.id, 1)),
        *aids,
    )


def own_attempt(journey: Journey, named: AttemptId | None) -> Attempt:
    """The attempt that the event names, or the current one; a kind refusal if it isn't this learner's."""
    attempt = journey.attempt
    if attempt is None or (named is not None and attempt.id != named):
        raise UnreadableInputError("unreadable/attempt_unknown" if named else "unreadable/nothing_open")
    return attempt


def _must_be_offered(attempt: Attempt) -> None:
    if attempt.state == "started":
        raise UnreadableInputError("unreadable/already_started")
    if attempt.state != "offered":
        raise UnreadableInputError("unreadable/attempt_closed")


def _pull(now: Situation, journey: Journey, picked: Pick | None, *, words: str = "") -> Decision:
    """Show what was picked, setting aside an offer that was not taken."""
    learner = journey.learner.answered()
    if picked is None:
        return Decision(
            (learner,),
            (
                Say("practice/nothing_fits", {"words": words}),
                *rhythm.wake(journey, learner, now.at),
            ),
        )
    aside = journey.attempt
    replaced = Decision()
    if aside is not None and aside.state == "offered":
        ended = aside.end("declined", now.at)
        replaced = Decision((ended,), (_card(now, journey, ended, "practice/offer"),))
    offered = offer(now, journey, picked, scheduled=False, learner=learner)
    return replaced + offered + Decision(effects=rhythm.wake(journey, learner, now.at))


def _busy(now: Situation, journey: Journey) -> Decision | None:
    """One outcome at a time: while a practice is under way there is no second one."""
    attempt = journey.attempt
    if attempt is None or attempt.state != "started":
        return None
    data = attempt_card(attempt, journey, now.library)
    choices = (Choice("done", ev.DoneSaid(attempt.id)), Choice("stop", ev.PracticeStopped(attempt.id)))
    return Decision(effects=(Say("practice/one_at_a_time", data, choices),))


def _open_practice(journey: Journey) -> Iterable[PracticeId]:
    attempt = journey.attempt
    return () if attempt is None or attempt.state != "offered" else (attempt.practice,)


def _is_wrong_way(practice: Practice, attempt: Attempt, lean: int) -> bool:
    return (practice.tier - attempt.tier) * lean < 0


def _exposed(learner: Learner, attempt: Attempt, journey: Journey, at: datetime) -> Learner:
    exposure = learner.exposure(attempt.practice)
    seen = Exposure(exposure.times + 1, exposure.declined, journey.today(at))
    return learner.with_exposure(attempt.practice, seen)


def _opening(now: Situation, journey: Journey, attempt: Attempt, asking: Asking | None) -> Say:
    """What comes after "start": the exemplar the first time, a recall question from then on."""
    practice = now.library.practices[attempt.practice]
    card = attempt_card(attempt, journey, now.library)
    if asking is not None:
        return Say("practice/recall", {**card, "question": asking.question, "again": False})
    choices = (Choice("done", ev.DoneSaid(attempt.id)),)
    return Say("practice/started", {**card, "exemplar": practice.exemplar}, choices)


def _can_recall(journey: Journey, attempt: Attempt, practice: Practice) -> bool:
    """Whether plain words could answer a recall question: about the current attempt, with no reflection begun."""
    asking = journey.learner.asking
    return (
        attempt.exposure > 1
        and bool(practice.recall)
        and not attempt.recalled
        and attempt.waits
        and attempt.id == journey.learner.attempt
        and (asking is None or asking.flow == "recall")
    )


def _recall_first(journey: Journey, attempt: Attempt, practice: Practice) -> Decision:
    question = practice.recall[0]
    learner = replace(journey.learner, asking=Asking("recall", attempt.id, question))
    return Decision((learner,), (Say("practice/recall", {"question": question, "again": False}),))


def _aid(attempt: Attempt, practice: Practice, aid: ev.Aid) -> Say:
    choices = _start(attempt)
    match aid:
        case "scenario":
            options: list[Datum] = [option.text for option in practice.scenario.options]
            data: dict[str, Datum] = {
                "title": practice.title,
                "situation": practice.scenario.situation,
                "options": options,
            }
            return Say("practice/scenario", data, _decisions(attempt, practice))
        case "guide":
            return Say(
                "practice/guide",
                {"title": practice.title, "guide": practice.guide},
                choices,
            )
        case "exemplar":
            return Say(
                "practice/exemplar",
                {"title": practice.title, "exemplar": practice.exemplar},
                choices,
            )
        case "checklist":
            return Say(
                "practice/checklist",
                {"title": practice.title, "checklist": list(practice.checklist)},
                choices,
            )
        case _:
            assert_never(aid)


def _start(attempt: Attempt) -> tuple[Choice, ...]:
    return (Choice("start", ev.PracticeAccepted(attempt.id)),) if attempt.state == "offered" else ()


def _decisions(attempt: Attempt, practice: Practice, *, but: int = 0) -> tuple[Choice, ...]:
    numbers = range(1, len(practice.scenario.options) + 1)
    return tuple(Choice(f"decide_{n}", ev.ScenarioDecided(attempt.id, n)) for n in numbers if n != but)


def _card(now: Situation, journey: Journey, attempt: Attempt, prompt: str) -> Say:
    data = attempt_card(attempt, journey, now.library)
    return Say(
        prompt,
        data,
        offer_choices(attempt),
        subject=offer_subject(attempt),
        to=journey.home,
    )
