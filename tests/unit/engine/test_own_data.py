"""What learners can always see and take."""

from bot.domain.attempt import Attempt
from bot.domain.consent import VERSION, Opened
from bot.domain.ids import AttemptId, PersonId
from bot.domain.learner import Stage
from bot.domain.team import Celebration
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Erase, Export, Note
from bot.engine.engine import decide
from bot.engine.situation import Record
from tests.make import (
    ATTEMPT,
    JONAS,
    LEA,
    MONDAY,
    a_journey,
    a_learner,
    a_plan,
    a_reflected_attempt,
    a_reflection,
    a_situation,
    an_attempt,
)
from tests.unit.engine.look import kept, press, prompts, refused, say


def does(event: ev.Understood, **changes: object) -> Decision:
    return decide(a_situation(**changes), event)


def test_plans_are_the_latest_five() -> None:
    plans = tuple(a_plan(id=f"plan-{n}", closed_at=None if n == 0 else MONDAY) for n in range(9))
    rows = say(does(ev.PlansAsked(), record=Record(plans=plans)), "plan/list").data["plans"]
    assert isinstance(rows, list)
    assert [row["open"] for row in rows if isinstance(row, dict)] == [True, False, False, False, False]


def test_a_note_is_kept_for_its_learner_alone() -> None:
    decision = does(ev.JournalAsked("Today I stayed calm."))
    assert decision.effects[0] == Note(LEA, "Today I stayed calm.", MONDAY)
    assert prompts(decision) == ["journal/kept"]


def test_a_journal_is_notes_and_reflections() -> None:
    skipped = a_reflection(answers={"expected": "A quarrel.", "happened": ""})
    undated: Attempt = an_attempt(id="attempt-2")
    record = Record(
        attempts=(a_reflected_attempt(), undated, an_attempt(id="attempt-3")),
        reflections={ATTEMPT: skipped, AttemptId("attempt-2"): a_reflection(answers={})},
        notes=((MONDAY, "Calm."),),
    )
    data = say(does(ev.JournalAsked(""), record=record), "journal/entries").data
    assert data["notes"] == [{"at": MONDAY, "text": "Calm."}]
    assert data["reflections"] == [
        {
            "at": MONDAY,
            "title": "Ask before telling 1",
            "answers": [{"question": "expected", "answer": "A quarrel."}],
        },
        {"at": MONDAY, "title": "Ask before telling 1", "answers": []},
    ]
    assert say(does(ev.JournalAsked("")), "journal/entries").data == {"notes": [], "reflections": []}


def test_the_receipt_says_who_opened_what() -> None:
    opened = (
        Opened(LEA, JONAS, "reflection", ATTEMPT, MONDAY),
        Opened(LEA, PersonId("gone"), "progress", None, MONDAY),
    )
    record = Record(opened=opened, names={JONAS: "Jonas Weber"})
    data = say(does(ev.PrivacyAsked(), record=record), "privacy/receipt").data
    assert data["opened"] == [
        {"who": "Jonas Weber", "what": "reflection", "at": MONDAY},
        {"who": "?", "what": "progress", "at": MONDAY},
    ]
    assert (data["coach"], data["version"]) == ("Jonas", VERSION)
    nobody = say(does(ev.PrivacyAsked(), journey=a_journey(coach=None)), "privacy/receipt").data
    assert (nobody["opened"], nobody["coach"]) == ([], "")


def test_a_copy_of_everything_is_a_file() -> None:
    assert say(does(ev.ExportAsked()), "privacy/export").attach == Export(LEA)


def test_erasing_is_asked_twice_and_done_once() -> None:
    asked = does(ev.EraseAsked())
    assert asked.state == ()
    assert press(say(asked, "privacy/erase"), "confirm") == ev.EraseConfirmed()
    done = does(ev.EraseConfirmed())
    assert done.effects[0] == Erase(LEA)
    assert "Lea" not in str(say(done, "privacy/erased").data)


def test_one_s_own_data_needs_no_consent() -> None:
    stages: tuple[Stage, ...] = ("invited", "declined")
    for stage in stages:
        journey = a_journey(learner=a_learner(stage=stage))
        for event, prompt in (
            (ev.PrivacyAsked(), "privacy/receipt"),
            (ev.ExportAsked(), "privacy/export"),
            (ev.EraseAsked(), "privacy/erase"),
            (ev.EraseConfirmed(), "privacy/erased"),
        ):
            assert prompts(does(event, journey=journey)) == [prompt]


def test_a_milestone_is_shared_by_its_learner_s_wish() -> None:
    reached = a_journey(learner=a_learner(reflections=5))
    decision = does(ev.MilestoneShared("fifth_reflection"), journey=reached)
    assert kept(decision, Celebration) == Celebration(LEA, "Lea", "fifth_reflection")
    assert prompts(decision) == ["milestone/shared"]
    not_yet = a_situation(journey=a_journey(learner=a_learner(reflections=4)))
    assert refused(not_yet, ev.MilestoneShared("fifth_reflection")) == "unreadable/button"
