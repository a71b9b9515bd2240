"""All that the bot can say, with data as the engine gives it: for tests of the words and of each chat product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain.ids import AttemptId, DigestId, FeedbackId, MicroId, PersonId, PlanId, PracticeId
from bot.domain.team import Answer
from bot.engine import events as ev
from bot.engine.effects import Choice, Data, Datum, Export, Field, Form, Invitation, Option, Picture, Say
from tests.unit.rendering.sample_pages import GAP_FORM, PAGES
from tests.unit.rendering.sample_progress import SCORE, STANDSTILLS, progress_samples, standstill_samples
from tests.unit.rendering.sample_projects import AGENDA, PROJECT_FORMS, PROJECTS
from tests.unit.rendering.sample_proposals import PROPOSAL_FORMS, PROPOSAL_MESSAGES

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Berlin."""
ZONE = "Europe/Berlin"
TODAY_LATER = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
LAST_FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)

ATTEMPT = AttemptId("at-1")
LEARNER = PersonId("ada")
DIGEST = DigestId("di-1")
LAST_DIGEST = DigestId("di-0")
LINE = "wait three seconds after every question."
SKILLS: Sequence[Datum] = ("Asking open questions", "Naming a conflict")

PRACTICE: Mapping[str, Datum] = {
    "title": "Ask before you tell",
    "objective": "Let a colleague find their own way before you offer yours.",
    "exercise": "When somebody brings you a problem today, ask one open question and wait for the whole answer.",
    "constraint": "You have five minutes between two meetings.",
    "criteria": ["You asked before you said what you think.", "You stayed silent until the answer was complete."],
    "minutes": 10,
    "tier": 2,
    "why_it_works": "People carry out what they have thought of themselves more often than what they were told.",
    "source": "Gollwitzer and Sheeran, 2006",
    "thanks": "",
}
GUIDE = """Ask a question that can't be answered with yes or no.

1. Begin with **what** or **how**.
2. Wait. Three seconds feel long, and they work.

> What have you tried so far?"""
EXEMPLAR = """Tom: The build is broken again, what shall I do?

Ada: **What have you seen so far?** Then she waits."""
ANCHORS = (
    "Says the solution at once.",
    "Asks, and answers the question herself.",
    "Asks an open question and waits for the first answer.",
    "Asks on until the other has named a way.",
    "The other has a way of their own before Ada has said what she thinks.",
)


def reasons(*pairs: tuple[str, str]) -> list[Datum]:
    return [{"name": name, "value": value} for name, value in pairs]


CARD: Mapping[str, Datum] = {
    "practice": PRACTICE,
    "skill": "Asking open questions",
    "state": "offered",
    "exposure": 1,
    "line": "",
    "reasons": reasons(("new", ""), ("unrated", "4.0"), ("tier", "2")),
    "coach": "Ines",
}
EVERY_REASON = (
    (("new", ""), ("unrated", "4.0"), ("core", "40"), ("scope", "daily"), ("aspiration", ""), ("tier", "1")),
    (("new", "ahead"), ("unrated", "4.0"), ("contextual", "25"), ("scope", "compliance"), ("tier", "2")),
    (("due", "0"), ("gap", "2.1/4.0"), ("enhancement", "35"), ("scope", "weekly"), ("tier", "2")),
    (("due", "1"), ("gap", "2.1/4.0"), ("tier", "3")),
    (("due", "4"), ("gap", "2.1/4.0"), ("tier", "2")),
    (("early", "1"), ("gap", "3.4/4.0"), ("tier", "2")),
    (("early", "5"), ("gap", "3.4/4.0"), ("aspiration", ""), ("tier", "2")),
    (("words", "a difficult conversation"),),
    (),
)
ANSWERS: list[Datum] = [
    {"question": "expected", "answer": "A short, tense talk."},
    {"question": "happened", "answer": "She had a plan already.\nI nearly talked over it."},
    {"question": "changed", "answer": "I asked first and told second."},
    {"question": "matters", "answer": "She owns the plan now."},
    {"question": "sustain", "answer": "A note on my screen."},
    {"question": "next_time", "answer": LINE},
]
RHYTHM: Mapping[str, Datum] = {
    "prompt_at": "09:00",
    "opens": "08:30",
    "closes": "17:00",
    "days": [1, 2, 3, 4, 5],
    "pace": "daily",
}
STANDINGS: list[Mapping[str, Datum]] = [
    {"skill": "Asking open questions", "known": True, "level": "2.4", "low": "1.9", "high": "2.9", "ratings": 6,
     "observed": 3, "disputed": True, "mastered": False, "due_on": date(2026, 11, 26), "days": 7, "line": LINE},
    {"skill": "Keeping a promise", "known": True, "level": "4.2", "low": "3.8", "high": "4.6", "ratings": 9,
     "observed": 5, "disputed": False, "mastered": True, "due_on": date(2026, 12, 26), "days": 60, "line": LINE},
    {"skill": "Giving feedback that can be used", "known": True, "level": "3.6", "low": "3.1", "high": "4.1",
     "ratings": 2, "observed": 1, "disputed": False, "mastered": False, "due_on": date(2027, 1, 4), "days": 30,
     "line": ""},
    {"skill": "Saying no", "known": False, "level": "3.0", "low": "1.8", "high": "4.2", "ratings": 2,
     "observed": 2, "disputed": True, "mastered": False, "due_on": None, "days": 3, "line": ""},
    {"skill": "Handing over a decision", "known": False, "level": "2.5", "low": "1.8", "high": "3.2", "ratings": 2,
     "observed": 1, "disputed": False, "mastered": False, "due_on": None, "days": 3, "line": ""},
    {"skill": "Naming a conflict", "known": False, "level": "2.5", "low": "1.8", "high": "3.2", "ratings": 1,
     "observed": 0, "disputed": False, "mastered": False, "due_on": None, "days": 3, "line": ""},
    {"skill": "Planning a week", "known": False, "level": "2.5", "low": "1.8", "high": "3.2", "ratings": 0,
     "observed": 0, "disputed": False, "mastered": False, "due_on": None, "days": 3, "line": ""},
]  # fmt: skip
PLAN: Mapping[str, Datum] = {
    "who": "Ada",
    "what": "If Tom asks me what to do, I first ask him what he would do.",
    "measure": "twice this week",
    "next_on": date(2026, 11, 30),
}
FIGURES: list[Mapping[str, Datum]] = [
    {"name": f"Competency {number}", "band": band, "before": before, "held_until": date(2027, 1, 1)}
    for number, (band, before) in enumerate(
        [(band, before) for band in ("low", "middle", "high") for before in (None, "low", "middle", "high")], start=1
    )
]
SUGGESTIONS: tuple[tuple[str, str, Answer], ...] = (
    ("take_part", "", "open"),
    ("quiet_hour", "Agree on one hour a week without meetings.", "open"),
    ("one_question", "Begin the next team meeting with one open question.", "open"),
)
LAST: tuple[tuple[str, str, Answer], ...] = (
    ("take_part", "", "done"),
    ("decisions", "Write down who decides what.", "not_for_us"),
    ("thanks", "Say thank you for one thing that you saw.", "open"),
)


def _offer_choices() -> tuple[Choice, ...]:
    return (
        Choice("start", ev.PracticeAccepted(ATTEMPT)),
        Choice("later_1h", ev.PracticePostponed(ATTEMPT, "1h")),
        Choice("later_afternoon", ev.PracticePostponed(ATTEMPT, "afternoon")),
        Choice("later_tomorrow", ev.PracticePostponed(ATTEMPT, "tomorrow")),
        Choice("decline", ev.PracticeDeclined(ATTEMPT)),
        Choice("easier", ev.TierAsked(ATTEMPT, -1)),
        Choice("harder", ev.TierAsked(ATTEMPT, 1)),
        Choice("guide", ev.AidAsked(ATTEMPT, "guide")),
        Choice("checklist", ev.AidAsked(ATTEMPT, "checklist")),
        Choice("exemplar", ev.AidAsked(ATTEMPT, "exemplar")),
        Choice("scenario", ev.AidAsked(ATTEMPT, "scenario")),
    )


_DONE = Choice("done", ev.DoneSaid())
_START = (Choice("start", ev.PracticeAccepted(ATTEMPT)),)
_PLAN_IT = Choice("plan", ev.PlanFormAsked(ATTEMPT))


def _onboarding() -> Iterable[Say]:
    welcome: Data = {
        "name": "Ada",
        "coach": "Ines",
        "pathway": "Lead through conversation",
        "summary": "Twelve weeks of short practices: ask, listen, give feedback, decide together.",
        "version": 1,
    }
    choices = (
        Choice("agree", ev.ConsentGiven(1)),
        Choice("not_now", ev.OnboardingPostponed()),
        Choice("refuse", ev.ConsentRefused()),
    )
    begin = (Choice("begin", ev.OnboardingResumed()),)
    yield Say("onboarding/welcome", welcome, choices)
    yield Say("onboarding/welcome", {**welcome, "coach": ""}, choices)
    yield Say("onboarding/consented")
    yield Say("onboarding/hours", form=SETTINGS)
    yield from (Say("onboarding/settled", {**RHYTHM, "pace": pace}) for pace in ("daily", "alternate", "weekly"))
    yield Say("onboarding/settled", {**RHYTHM, "days": [1, 3, 5]})
    yield Say("onboarding/settled", {**RHYTHM, "days": [2]})
    yield Say("onboarding/rate", form=BASELINE)
    yield from (Say("onboarding/rated", {"count": count}) for count in (0, 1, 5))
    yield Say("onboarding/ready", {"first_on": date(2026, 11, 24), "prompt_at": "09:00"})
    yield Say("onboarding/ready", {"first_on": None, "prompt_at": "09:00"})
    yield Say("onboarding/already")
    yield Say("onboarding/refused", choices=begin)
    yield Say("onboarding/not_now", choices=begin)


def _offers() -> Iterable[Say]:
    for pairs in EVERY_REASON:
        yield Say("practice/offer", {**CARD, "reasons": reasons(*pairs)}, _offer_choices())
        yield Say("practice/why", {**CARD, "reasons": reasons(*pairs)})
    for tier in (1, 3):
        card = {**CARD, "practice": {**PRACTICE, "tier": tier, "constraint": ""}, "coach": ""}
        yield Say("practice/offer", card, _offer_choices())
    yield Say("practice/offer", {**CARD, "line": LINE}, _offer_choices())
    for thanks in ("colleague", "Ada Okafor"):
        yield Say("practice/offer", {**CARD, "practice": {**PRACTICE, "thanks": thanks}}, _offer_choices())
    yesterday = Choice("yesterday", ev.PracticeAccepted(AttemptId("at-0")))
    yield Say("practice/offer", {**CARD, "lapsed": True}, (*_offer_choices(), yesterday))
    aids = _offer_choices()[-4:]
    yield Say("practice/offer", {**CARD, "state": "started"}, (_DONE, *aids))
    yield from (
        Say("practice/offer", {**CARD, "state": state}) for state in ("reflected", "closed", "declined", "expired")
    )
    yield Say("practice/why", {**CARD, "practice": {**PRACTICE, "why_it_works": "", "source": ""}})
    yield Say("practice/reminder", {**CARD, "put_off": True, "line": LINE}, _offer_choices())
    yield Say("practice/reminder", {**CARD, "put_off": False, "coach": ""}, _offer_choices())


def _practice() -> Iterable[Say]:
    yield from _offers()
    yield from (Say("practice/later", {**CARD, "due": due}) for due in (TODAY_LATER, WEDNESDAY, NEXT_MONDAY))
    yield Say("practice/declined", choices=(Choice("another", ev.MorePracticeAsked()),))
    yield from (
        Say(name, {"lean": lean}) for name in ("practice/leaning", "practice/no_other_tier") for lean in (-1, 1)
    )
    yield from (Say("practice/nothing_fits", {"words": words}) for words in ("", "difficult conversation"))
    yield Say("practice/nothing_open")
    yield Say("practice/one_at_a_time", CARD, (_DONE, Choice("stop", ev.QuestionSkipped())))
    question: Data = {"question": "What are the two steps of an open question?", "again": False}
    yield Say("practice/recall", {**CARD, **question})
    yield Say("practice/recall", question)
    yield Say("practice/recall", {**question, "again": True})
    exemplar = Choice("exemplar", ev.AidAsked(ATTEMPT, "exemplar"))
    recalled: Data = {"guide": GUIDE, "exercise": PRACTICE["exercise"], "minutes": 10}
    yield Say("practice/recalled", recalled, (_DONE, exemplar))
    yield Say("practice/recalled", {**recalled, "guide": ""}, (_DONE, exemplar))
    yield Say("practice/started", {**CARD, "exemplar": EXEMPLAR}, (_DONE,))
    yield Say("practice/started", {**CARD, "exemplar": ""}, (_DONE,))
    title = PRACTICE["title"]
    yield from (Say("practice/guide", {"title": title, "guide": guide}, _START) for guide in (GUIDE, ""))
    yield from (Say("practice/exemplar", {"title": title, "exemplar": text}, _START) for text in (EXEMPLAR, ""))
    decide = tuple(Choice(f"decide_{n}", ev.ScenarioDecided(ATTEMPT, n)) for n in (1, 2))
    situation = "She asks what to do, and the train leaves in an hour."
    options = ["Tell her.", "Ask what she would do."]
    yield Say("practice/scenario", {"title": title, "situation": situation, "options": options}, decide)
    others: Sequence[Datum] = ([{"number": 2, "option": options[1]}], [])
    for left in others:
        follows: Data = {"title": title, "option": options[0], "consequence": "She asks again.", "others": left}
        yield Say("practice/consequence", follows, (*decide[1:], *_START))
    checklists: Sequence[Datum] = (["Think of one question.", "Put the phone away."], [])
    yield from (Say("practice/checklist", {"title": title, "checklist": items}, _START) for items in checklists)


def _linking() -> Iterable[Say]:
    theirs: Data = {"account": "Ada Okafor", "platform": "teams", "workspace": "Example Works"}
    yield Say("linking/ask", theirs, (Choice("confirm", ev.LinkConfirmed("K7QF2M9P")),))
    yield Say("linking/done", theirs)
    yield Say("linking/ask", {**theirs, "platform": "slack"}, (Choice("confirm", ev.LinkConfirmed("K7QF2M9P")),))
    yield Say("linking/done", {**theirs, "platform": "slack"})


def _manners() -> Iterable[Say]:
    yield Say("manners/answered_in_private")
    yield Say("manners/answered_here")
    choices = (
        Choice("pause", ev.PauseAsked("")),
        Choice("alternate", ev.PaceChosen("alternate")),
        Choice("weekly", ev.PaceChosen("weekly")),
        Choice("keep", ev.PaceChosen("daily")),
    )
    yield Say("manners/too_much", {"name": "Ada", "count": 3}, choices)


def _reflection() -> Iterable[Say]:
    skip = Choice("skip", ev.QuestionSkipped())
    choices = (Choice("form", ev.ReflectionFormAsked(ATTEMPT)), Choice("not_yet", ev.ReflectionPutOff(ATTEMPT)), skip)
    questions = ("expected", "happened", "changed", "matters", "sustain", "next_time")
    own = ["What did you hear that you did not expect?"]
    for number, question in enumerate((*questions, "rating"), start=1):
        yield Say("reflection/ask", {**CARD, "question": question, "again": number > 1, "own": own}, choices)
    yield Say("reflection/ask", {**CARD, "question": "expected", "again": True, "coach": "", "own": []}, choices)
    for number, question in enumerate(questions, start=1):
        asked: Data = {"question": question, "again": False, "number": number, "line": LINE}
        yield Say("reflection/question", asked, (skip,))
        yield Say("reflection/question", {**asked, "again": True, "line": ""}, (skip,))
    rated: Data = {
        "question": "rating",
        "again": False,
        "number": 7,
        "skill": "Asking open questions",
        "anchors": [{"level": level, "anchor": anchor} for level, anchor in enumerate(ANCHORS, start=1)],
    }
    levels = tuple(Choice(f"level_{n}", ev.LevelChosen(ATTEMPT, n)) for n in (1, 2, 3, 4, 5))
    for again in (False, True):
        yield Say(
            "reflection/rate", {**rated, "again": again}, (*levels, Choice("skip", ev.LevelChosen(ATTEMPT, None)))
        )
    yield from (Say("reflection/put_off", {"due": due}) for due in (TODAY_LATER, None))
    yield from (Say("reflection/edited", {"coach": coach}) for coach in ("Ines", ""))
    yield Say("reflection/set_aside")
    thanks: Data = {
        "line": LINE,
        "due_on": date(2026, 11, 26),
        "rating": 3,
        "coach": "Ines",
        "coach_due": WEDNESDAY,
        "skill": "Asking open questions",
    }
    after = (_PLAN_IT, Choice("edit", ev.ReflectionFormAsked(ATTEMPT)))
    yield Say("reflection/thanks", thanks, after)
    yield Say("reflection/thanks", {**thanks, "line": ""}, after)
    yield Say("reflection/thanks", {**thanks, "line": "", "due_on": None, "coach": "", "coach_due": None}, after)


def _milestones() -> Iterable[Say]:
    for milestone in ("first_reflection", "fifth_reflection", "tenth_reflection"):
        yield Say(
            "milestone/reached", {"milestone": milestone}, choices=(Choice("share", ev.MilestoneShared(milestone)),)
        )
        yield Say("milestone/shared", {"milestone": milestone})


def _plans() -> Iterable[Say]:
    entry = Invitation("If Tom asks", "Ada: If Tom asks (twice)", NEXT_MONDAY, 15)
    yield Say("plan/made", PLAN, attach=entry)
    kept = (
        Choice("kept", ev.PlanKept(PlanId("pl-1"), kept=True)),
        Choice("not_yet", ev.PlanKept(PlanId("pl-1"), kept=False)),
    )
    yield Say("plan/check", {key: PLAN[key] for key in ("who", "what", "measure")}, kept)
    again = (Choice("again", ev.PlanFormAsked(ATTEMPT)),)
    yield Say("plan/answered", {"what": PLAN["what"], "kept": True, "coach": "Ines"})
    yield Say("plan/answered", {"what": PLAN["what"], "kept": False, "coach": ""}, again)
    make = (Choice("make", ev.PlanFormAsked(ATTEMPT)),)
    earlier = {**PLAN, "open": False, "next_on": date(2026, 11, 16)}
    yield Say("plan/list", {"plans": [{**PLAN, "open": True}, earlier]}, make)
    yield Say("plan/list", {"plans": []})


def _coach() -> Iterable[Say]:
    give = Choice("give", ev.FeedbackFormAsked(LEARNER, ATTEMPT))
    following = Choice("next", ev.NextInQueueAsked())
    arrived: Data = {"learner": "Ada Okafor", "title": PRACTICE["title"], "due": WEDNESDAY}
    yield Say("coach/arrived", arrived, (following, give))
    yield Say("coach/arrived", {**arrived, "due": None}, (following, give))
    waiting: Mapping[str, Datum] = {**arrived, "overdue": False}
    late = {**waiting, "due": LAST_FRIDAY, "overdue": True}
    yield Say("coach/queue", {"waiting": [late, waiting, {**waiting, "due": None}]}, (following,))
    yield Say("coach/queue", {"waiting": [waiting] * 12}, (following,))
    yield Say("coach/queue", {"waiting": []})
    read: Data = {**CARD, "learner": "Ada Okafor", "answers": ANSWERS, "rating": 3, "due": WEDNESDAY, "waiting": 2,
                  "standstills": []}  # fmt: skip
    yield Say("coach/next", read, (give,))
    yield Say("coach/next", {**read, "answers": [], "rating": None, "due": None}, (give,))
    yield Say("coach/next", {**read, "standstills": STANDSTILLS[:1]}, (give,))
    stages = ("practising", "declined", "settling", "rating", "asked", "invited")
    rows: list[Datum] = [
        {"name": f"Learner {number}", "stage": stage, "reflections": 4, "last": last}
        for number, (stage, last) in enumerate((("practising", LAST_FRIDAY), *((stage, None) for stage in stages)))
    ]
    yield Say("coach/learners", {"learners": rows})
    begun: list[Datum] = [
        {"name": "Ada", "stage": "practising", "reflections": count, "last": LAST_FRIDAY} for count in (0, 1)
    ]
    yield Say("coach/learners", {"learners": begun})
    yield Say("coach/learners", {"learners": rows * 4})
    yield Say("coach/learners", {"learners": []})
    focus: Data = {
        "learner": "Ada Okafor",
        "standings": STANDINGS,
        "plan": {"what": PLAN["what"], "next_on": PLAN["next_on"]},
        "answers": ANSWERS,
        "project": None,
        "score": SCORE,
        "standstills": STANDSTILLS,
    }
    yield Say("coach/focus", focus)
    yield Say("coach/focus", {**focus, "score": {**SCORE, "seen": 1}, "standstills": []})
    yield Say("coach/focus", {**focus, "plan": None, "answers": [], "score": None, "standstills": []})
    yield Say("coach/focus", {**focus, "project": AGENDA})
    for over in ({}, {"ended_on": date(2026, 11, 20)}, {"ended_on": date(2026, 11, 20), "stopped": True}):
        yield Say("coach/agenda", {**AGENDA, **over, "learner": "Ada Okafor"})
    yield Say("coach/agenda", {**AGENDA, "learner": "Ada Okafor", "missing": [], "lines": []})
    yield Say("coach/acknowledged", {"learner": "Ada Okafor"})


def _feedback() -> Iterable[Say]:
    arrived: Data = {
        "coach": "Ines",
        "situation": "In Monday's stand-up",
        "behaviour": "You asked Tom before you told him what you think.",
        "impact": "He decided, and began at once.",
        "next_step": "Wait a little longer.",
        "rating": 4,
        "anchor": ANCHORS[3],
    }
    thank = Choice("acknowledge", ev.FeedbackAcknowledged(FeedbackId("fe-1")))
    yield Say("feedback/arrived", arrived, (thank, _PLAN_IT))
    yield Say("feedback/arrived", {**arrived, "anchor": ""}, (thank,))
    yield Say("feedback/arrived", {**arrived, "rating": None, "anchor": ""}, (thank,))
    yield Say("feedback/given", {"learner": "Ada", "meant": []})
    meant: list[Datum] = [
        {"said": "ran the meeting", "term": "facilitate", "definition": "To lead a group to a result.", "varies": True},
        {"said": "praise", "term": "feedback", "definition": "What somebody saw you do.", "varies": False},
    ]
    yield Say("feedback/given", {"learner": "Ada", "meant": meant})
    yield Say("feedback/acknowledged", choices=(_PLAN_IT,))
    yield Say("feedback/acknowledged")
    yield Say("feedback/acknowledged_before")


def _help() -> Iterable[Say]:
    yield Say("about/page")
    everybody: Sequence[list[Datum]] = (
        ["learner"],
        ["coach"],
        ["manager"],
        ["sponsor"],
        ["admin"],
        ["learner", "coach", "manager"],
        [],
    )
    for roles in everybody:
        for channel in (False, True):
            data: Data = {"name": "Ada", "roles": roles, "channel": channel}
            yield Say("help/short", data)
            yield Say("help/unknown", {**data, "text": "what is the weather", "nearest": ""})
    learner: Data = {"name": "Ada", "roles": ["learner"], "channel": False}
    yield Say("help/unknown", {**learner, "text": "/practice snoze", "nearest": "/practice snooze"})
    needed = ("coach", "manager", "learner", "group", "reviewer", "admin")
    yield from (Say("help/not_yours", {**learner, "needed": role}) for role in needed)


def _preferences() -> Iterable[Say]:
    following = date(2026, 11, 24)
    for next_on in (following, None):
        yield Say("preferences/hours_set", {**RHYTHM, "next_on": next_on})
        yield Say("preferences/resumed", {"next_on": next_on})
        for pace in ("daily", "alternate", "weekly"):
            yield Say("preferences/pace", {"pace": pace, "next_on": next_on})
        taken: Data = {"first": date(2026, 12, 21), "last": date(2027, 1, 3), "next_on": next_on}
        yield Say("preferences/leave_taken", taken)
        yield Say("preferences/leave_taken", {**taken, "last": taken["first"]})
    yield Say("preferences/paused", {"until": date(2026, 12, 7)}, (Choice("resume", ev.Resumed()),))
    leave: list[Datum] = [
        {"first": date(2026, 12, 21), "last": date(2027, 1, 3)},
        {"first": date(2027, 2, 1), "last": date(2027, 2, 1)},
    ]
    yield from (Say("preferences/leave", {"leave": days}) for days in (leave, []))
    full: Data = {
        **RHYTHM,
        "next_on": following,
        "returns": [row for row in STANDINGS if row["due_on"]],
        "plan": {"what": PLAN["what"], "next_on": PLAN["next_on"]},
        "paused_until": None,
        "quiet": False,
        "milestones": [{"text": "The list is agreed.", "due_on": date(2026, 12, 1)}],
        "touchpoints": [{"kind": "reminder", "due": TODAY_LATER}, {"kind": "reflection", "due": WEDNESDAY}],
        "leave": leave,
    }
    yield Say("preferences/schedule", full)
    yield Say("preferences/schedule", {**full, "paused_until": date(2026, 12, 7), "plan": None, "leave": []})
    empty: Data = {
        **full,
        "next_on": None,
        "returns": [],
        "plan": None,
        "milestones": [],
        "touchpoints": [],
        "leave": [],
    }
    yield from (Say("preferences/schedule", {**empty, "quiet": quiet}) for quiet in (False, True))


def _home() -> Iterable[Say]:
    yield Say("home/today", choices=(Choice("more", ev.MorePracticeAsked()),))
    hours = Choice("hours", ev.HoursAsked())
    yield Say("home/settings", {"paused": False}, (hours, Choice("pause", ev.PauseAsked(""))))
    yield Say("home/settings", {"paused": True}, (hours, Choice("resume", ev.Resumed())))


def _own_data() -> Iterable[Say]:
    opened: list[Datum] = [
        {"who": "Ines Carvalho", "what": what, "at": at}
        for what, at in (("reflection", LAST_FRIDAY), ("progress", NOW), ("export", NOW))
    ]
    receipt: Data = {"coach": "Ines", "opened": opened, "version": 1}
    yield Say("privacy/receipt", receipt)
    yield Say("privacy/receipt", {**receipt, "coach": "", "opened": []})
    yield Say("privacy/receipt", {**receipt, "opened": opened * 8})
    yield Say("privacy/export", attach=Export(LEARNER))
    yield Say("privacy/erase", choices=(Choice("confirm", ev.EraseConfirmed()),))
    yield Say("privacy/erased")
    yield Say("journal/kept")
    notes: list[Datum] = [{"at": LAST_FRIDAY, "text": "Tom was quieter than usual."}]
    kept: list[Datum] = [{"at": LAST_FRIDAY, "title": PRACTICE["title"], "answers": ANSWERS}]
    yield Say("journal/entries", {"notes": notes, "reflections": kept})
    yield Say("journal/entries", {"notes": [], "reflections": kept})
    yield Say("journal/entries", {"notes": notes, "reflections": []})
    yield Say("journal/entries", {"notes": [], "reflections": []})


def _library() -> Iterable[Say]:
    rows: list[Datum] = [
        {"title": title, "objective": PRACTICE["objective"], "minutes": 10, "tier": tier, "skill": "Asking"}
        for title, tier in (
            ("Ask before you tell", 1),
            ("Name the conflict that everybody walks around", 2),
            ("Decide late", 3),
        )
    ]
    names = ("Ask before you tell", "Name the conflict that everybody walks around")
    take = tuple(Choice("take", ev.PracticeChosen(PracticeId("ask")), name) for name in names)
    save = tuple(Choice("save", ev.PracticeSaved(PracticeId("ask")), name) for name in names)
    turn = (
        Choice("previous", ev.LibrarySearched("conflict", 0, "p1")),
        Choice("next", ev.LibrarySearched("conflict", 2, "p1")),
    )
    first: Data = {"practices": rows, "page": 1, "pages": 1}
    guessed: list[Datum] = [{"typed": "conflct", "read": "conflict"}]
    found: Data = {**first, "words": "conflict", "guessed": [], "page": 2, "pages": 3}
    yield Say("library/found", found, (*take, *save, *turn), subject="library:p1")
    yield Say("library/found", {**found, **first, "guessed": guessed, "words": "conflct"}, (*take, *save))
    yield from (Say("library/nothing", {"words": words}) for words in ("conflict", ""))
    unknown: Data = {"typed": "role:led", "nearest": "role:lead", "known": []}
    again = Choice("search", ev.LibrarySearched("conflict role:lead"), "role:lead")
    yield Say("library/unknown_tag", unknown, (again,))
    yield Say("library/unknown_tag", {**unknown, "nearest": "", "known": ["role:manager", "role:team-lead"]})
    packs: list[Datum] = [{**row, "pack": "Leading remotely"} for row in rows if isinstance(row, Mapping)]
    yield Say("library/electives", {**found, "practices": packs}, (*take, *save, *turn), subject="library:p2")
    yield Say("library/electives", {**first, "practices": []})
    kept: list[Datum] = [
        {**row, "state": state, "newer": newer}
        for row, state, newer in zip(rows, ("offered", "offered", "resting"), (False, True, False), strict=True)
        if isinstance(row, Mapping)
    ]
    gone: Datum = {"title": "Say it before it is asked", "state": "gone", "objective": "", "minutes": 0, "newer": False}
    unsave = tuple(Choice("unsave", ev.PracticeUnsaved(PracticeId("ask"), 0, "p3"), name) for name in names)
    yield Say("library/saved", {**found, "practices": [*kept, gone]}, (*take, *unsave, *turn), subject="library:p3")
    yield Say("library/saved", {**first, "practices": []})
    due: list[Datum] = [
        {"title": f"Practice {n}", "id": f"practice-{n}", "review_by": date(2026, 11, 16 + n), "over": n < 7}
        for n in range(14)
    ]
    yield Say("library/review_due", {"items": due})
    yield Say("library/review_due", {"items": due[:1]})
    yield Say("library/kept", {"title": PRACTICE["title"]})
    term: Data = {
        "term": "facilitate",
        "asked": "ran the meeting",
        "context": "",
        "definition": "Guide a group to a result without deciding for it.",
        "synonyms": ["moderate", "run a meeting"],
        "variants": [{"context": "sprint planning", "meaning": "Keep to the time and let the team estimate."}],
    }
    yield Say("library/term", term)
    yield Say("library/term", {**term, "synonyms": [], "variants": []})
    yield Say("library/term", {**term, "context": "sprint planning"})
    known: Sequence[list[Datum]] = (["facilitate", "delegate", "decide"], ["facilitate"], [])
    yield from (Say("library/unknown_term", {"term": "synergy", "known": terms}) for terms in known)
    yield Say("library/unknown_term", {"term": "", "known": ["facilitate"]})


def _rows(suggestions: Iterable[tuple[str, str, Answer]]) -> list[Datum]:
    return [{"id": id_, "text": text, "answer": answer} for id_, text, answer in suggestions]


def _digest() -> Iterable[Say]:
    yield Say("digest/here", {"following": NEXT_MONDAY, "name": "Jonas Weber"})
    choices = tuple(
        Choice(f"{prefix}{answer}_{number}", ev.SuggestionAnswered(digest, id_, answer))
        for prefix, digest, asked in (("", DIGEST, SUGGESTIONS), ("last_", LAST_DIGEST, LAST))
        for number, (id_, _, open_) in enumerate(asked, start=1)
        if open_ == "open"
        for answer in ("done", "not_for_us")
    )
    picture = Picture("team", (("Asking", "1", "0"), ("Feedback", "2", "2"), ("Deciding", "-1", "-1")))
    celebrations: list[Datum] = [
        {"name": "Ada", "milestone": milestone}
        for milestone in ("first_reflection", "fifth_reflection", "tenth_reflection")
    ]
    full: Data = {
        "week": "2026-W48",
        "size": "five or more",
        "took_part": "five or more",
        "practised": ["Asking open questions", "Naming a conflict"],
        "figures": FIGURES[:4],
        "unseen": ["Deciding"],
        "celebrations": celebrations,
        "suggestions": _rows(SUGGESTIONS),
        "last": _rows(LAST),
    }
    yield Say("digest/weekly", full, choices, picture=picture)
    yield Say("digest/weekly", {**full, "figures": FIGURES}, choices, picture=picture)
    quiet: Data = {
        **full,
        "took_part": "fewer than five",
        "practised": [],
        "figures": [],
        "unseen": ["Asking", "Deciding"],
        "celebrations": [],
        "last": [],
    }
    yield Say("digest/weekly", quiet, choices[:6], picture=picture)
    yield Say("digest/weekly", {**quiet, "size": "fewer than five", "suggestions": []})
    latest: Data = {"following": NEXT_MONDAY, "week": "2026-W48"}
    again: Data = {**latest, "unseen": [], "figures": FIGURES[:4], "suggestions": _rows((*SUGGESTIONS[:1], *LAST[1:]))}
    yield Say("digest/again", again, choices[:2], picture=picture)
    yield Say("digest/again", {**latest, "figures": [], "unseen": ["Asking"], "suggestions": []})
    yield Say("digest/none_yet", {**latest, "week": None})
    for answer in ("done", "not_for_us"):
        yield from (
            Say("digest/answered", {"answer": answer, "id": id_, "text": text}) for id_, text, _ in SUGGESTIONS[:2]
        )


def _rating(name: str = "rating", label: str = "") -> Field:
    options = tuple(Option(str(level), anchor) for level, anchor in enumerate(ANCHORS, start=1))
    return Field(name, "rating", required=False, options=options, label=label)


_RHYTHM_FIELDS = (
    Field("prompt_at", "time", value=time(9).isoformat("minutes")),
    Field("opens", "time", value="08:30"),
    Field("closes", "time", value="17:00"),
    Field("days", "many", options=tuple(Option(str(day)) for day in range(1, 8)), value=("1", "2", "3", "4", "5")),
    Field("pace", "choice", options=(Option("daily"), Option("alternate"), Option("weekly")), value="daily"),
)
_ASPIRATIONS = (Option("ask", "Asking before telling"), Option("feedback", "Giving feedback"))
SETTINGS = Form("onboarding/settings", (), (*_RHYTHM_FIELDS, Field("aspiration", "choice", options=_ASPIRATIONS)), "n1")
BASELINE = Form(
    "onboarding/baseline",
    (),
    (_rating("ask-open", "Asks a question that can't be answered with yes or no."), _rating("wait", "Waits.")),
    "n2",
    {"coach": "Ines"},
)
_QUESTIONS = ("expected", "happened", "changed", "matters", "sustain", "next_time")
_REFLECTION = Form(
    "reflection/form",
    (ATTEMPT,),
    (*(Field(name, "long", required=False) for name in _QUESTIONS), _rating()),
    "n3",
    CARD,
)
_PLAN = Form(
    "plan/form",
    (ATTEMPT,),
    (
        Field("who", "text", value="Ada"),
        Field("what", "long", value=LINE),
        Field("measure", "text"),
        Field("next_on", "date", value="2026-11-26"),
    ),
    "n4",
    CARD,
)
_PARTS = ("situation", "behaviour", "impact", "next_step")
_FEEDBACK = Form(
    "feedback/form",
    (LEARNER, ATTEMPT),
    (*(Field(part, "long") for part in _PARTS), _rating()),
    "n5",
    {**CARD, "learner": "Ada"},
)
FORMS: Sequence[Form] = (
    Form(
        "coach/observation",
        (LEARNER, "ask-open"),
        (
            _rating("level"),
            Field("how", "choice", options=(Option("coach"), Option("demonstration"))),
            Field("on", "date", value="2026-11-20"),
            Field("context", "long"),
            Field("evidence", "text", required=False),
        ),
        "n10",
        {"learner": "Ada", "skill": "Asking open questions"},
    ),
    Form("baseline/ask", (), (Field("names", "text"),), "n8", {"skills": SKILLS, "most": 8, "fewest": 3}),
    Form(
        "baseline/answer",
        (LEARNER, "rq-1"),
        (_rating("ask-open", "Asks a question that can't be answered with yes or no."),),
        "n9",
        {"learner": "Maximiliane-Charlotte"},
    ),
    *PROPOSAL_FORMS,
    GAP_FORM,
    SETTINGS,
    BASELINE,
    replace(BASELINE, data={"coach": ""}),
    Form("preferences/hours", (), _RHYTHM_FIELDS, "n6"),
    _REFLECTION,
    *PROJECT_FORMS,
    replace(_REFLECTION, data={**CARD, "coach": ""}),
    _PLAN,
    replace(_PLAN, data={**CARD, "coach": ""}),
    _FEEDBACK,
    replace(_FEEDBACK, about=(LEARNER, ""), fields=_FEEDBACK.fields[:-1], data={"learner": "Maximiliane-Charlotte"}),
)


def _baseline() -> Iterable[Say]:
    def row(source: str, count: int = 1) -> Mapping[str, Datum]:
        return {"source": source, "count": count, "level": "3.0", "anchor": ANCHORS[2]}

    sources = (row("self"), row("peer", 4), row("metric"), row("coach"))
    skills: list[Datum] = [
        {"skill": "Asking open questions", "sources": sources, "level": "3.3", "spread": "0.4"},
        {"skill": "Naming a conflict", "sources": [row("metric", 2)], "level": "3.0", "spread": "0.6"},
        {"skill": "Handing over a decision", "sources": [row("self")], "level": "3.0", "spread": "1.9"},
        {"skill": "Planning a week", "sources": [], "level": "", "spread": ""},
    ]
    ask = (Choice("ask", ev.ColleaguesFormAsked()),)
    where: Data = {"skills": skills, "count": 0, "until": None, "again_on": None, "fewest": 3}
    yield Say("baseline/where", where, ask)
    yield Say("baseline/where", {**where, "count": 4, "until": NEXT_MONDAY}, ask)
    yield Say("baseline/where", {**where, "again_on": date(2027, 2, 21)})
    yield Say("baseline/where", {**where, "skills": []})
    yield from (Say("baseline/result", {"skills": skills, "told": told, "fewest": 3}) for told in (True, False))
    asked: Data = {
        "names": ["Ben Adler", "Chiara Conti"],
        "count": 2,
        "until": NEXT_MONDAY,
        "fewest": 3,
        "skills": SKILLS,
    }
    yield Say("baseline/asked", asked)
    yield Say("baseline/asked", {**asked, "names": [], "count": 3})
    people: list[Datum] = [
        {"learner": "Ada Okafor", "until": WEDNESDAY, "again": False},
        {"learner": "Ben Adler", "until": NEXT_MONDAY, "again": True},
    ]
    choices = tuple(
        choice
        for number, name in enumerate(("Ada", "Ben"), start=1)
        for choice in (
            Choice(f"answer_{number}", ev.AnswerFormAsked(LEARNER, "rq-1"), name),
            Choice(f"decline_{number}", ev.AskingDeclined(LEARNER, "rq-1"), name),
        )
    )
    yield Say("baseline/please", {"people": people}, choices)
    change = (Choice("change", ev.AnswerFormAsked(LEARNER, "rq-1")),)
    yield Say("baseline/answered", {"learner": "Ada", "until": NEXT_MONDAY}, change)
    yield Say("baseline/declined", {"learner": "Ada"})
    yield Say("baseline/over")


def _observed() -> Iterable[Say]:
    skills = ("Asking open questions", "Giving feedback that can be used")
    choices = tuple(
        Choice(f"skill_{number}", ev.ObservationFormAsked(LEARNER, MicroId("ask-open")), name)
        for number, name in enumerate(skills, start=1)
    )
    yield Say("coach/observe", {"learner": "Ada"}, choices)
    yield from (Say("coach/observed", {"learner": "Ada", "corrected": corrected}) for corrected in (False, True))
    seen: Data = {
        "coach": "Ines", "skill": skills[0], "how": "coach", "on": date(2026, 11, 20), "level": 4, "anchor": ANCHORS[3],
        "context": "In the review with the whole team.", "evidence": "https://example.org/recording",
    }  # fmt: skip
    yield Say("feedback/observed", seen)
    yield Say("feedback/observed", {**seen, "how": "demonstration", "evidence": ""})


def _history() -> Iterable[Say]:
    given: dict[str, Datum] = {
        "on": date(2026, 11, 20), "skill": "Asking open questions", "count": 1, "level": "4", "anchor": ANCHORS[3],
        "evidence": "", "version": "2026.1", "older": False,
    }  # fmt: skip
    rows: list[Datum] = [{**given, "source": source} for source in ("self", "coach", "metric", "demonstration")]
    rows += [{**given, "source": "colleagues", "count": 4, "level": "3.5", "older": True}]
    rows += [{**given, "source": "demonstration", "evidence": "https://example.org/recording", "older": True}]
    yield Say("progress/history", {"ratings": rows, "more": 7})
    yield Say("progress/history", {"ratings": [], "more": 0})


MESSAGES: Sequence[Say] = (
    *_onboarding(),
    *_practice(),
    *_linking(),
    *_manners(),
    *_reflection(),
    *_milestones(),
    *_plans(),
    *PROJECTS,
    *_coach(),
    *_feedback(),
    *_help(),
    *_preferences(),
    *_home(),
    *_own_data(),
    *_baseline(),
    *_observed(),
    *_history(),
    *_library(),
    *PROPOSAL_MESSAGES,
    *_digest(),
    *progress_samples(STANDINGS),
    *standstill_samples(),
    *PAGES,
)
SENTENCES: Mapping[str, Data] = {
    "unreadable/names_somebody": {"name": "Chiara"},
    "unreadable/too_long": {"length": 4812, "most": 4000},
    "unreadable/stranger_here": {"code": "K7QF-2M9P"},
    "unreadable/nobody": {"words": "Adda"},
    "unreadable/several": {"words": "Tom"},
    "unreadable/ask_stranger": {"name": "Ben Adler"},
    "unreadable/ask_many": {"most": 8},
    "unreadable/ask_again": {"on": "2026-12-24"},
    "unreadable/not_your_learner": {"learner": "Ada Okafor"},
}
"""The data of the errors that have any."""
