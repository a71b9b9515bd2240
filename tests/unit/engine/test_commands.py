"""What people type, as they type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.domain.learner import Asking
from bot.engine import events as ev
from bot.engine.commands import FAMILIES, command, understand
from bot.engine.gap_events import GapsAsked, RolesCompared
from tests.make import ATTEMPT

TYPED: tuple[tuple[str, ev.Understood], ...] = (
    ("team digest", ev.DigestAsked()),
    ("team digest here", ev.DigestHereAsked("")),
    ("team digest Here, weekly Mon 09:00", ev.DigestHereAsked("weekly Mon 09:00")),
    ("team digest hereafter", ev.DigestAsked("hereafter")),
    ("team gaps", GapsAsked()),
    ("team matrix", RolesCompared("")),
    ("team matrix Team lead, manager of managers", RolesCompared("Team lead, manager of managers")),
    ("practice", ev.PracticeAsked()),
    ("practice now", ev.PracticeSought("")),
    ("practice now Difficult talk", ev.PracticeSought("Difficult talk")),
    ("practice more", ev.MorePracticeAsked()),
    ("practice why", ev.WhyAsked()),
    ("practice done", ev.DoneSaid()),
    ("practice snooze", ev.PracticePostponed(None, "")),
    ("practice snooze 1h", ev.PracticePostponed(None, "1h")),
    ("practice snooze tomorrow", ev.PracticePostponed(None, "tomorrow")),
    ("practice skip", ev.QuestionSkipped()),
    ("practice easier", ev.TierAsked(None, -1)),
    ("practice harder", ev.TierAsked(None, 1)),
    ("practice schedule", ev.ScheduleAsked()),
    ("practice progress", ev.ProgressAsked()),
    ("practice pause", ev.PauseAsked("")),
    ("practice pause until 2026-04-01", ev.PauseAsked("until 2026-04-01")),
    ("practice resume", ev.Resumed()),
    ("practice hours", ev.HoursAsked("")),
    ("practice hours 09:30", ev.HoursAsked("09:30")),
    ("practice link K7QF-2M9P", ev.LinkAsked("K7QF-2M9P")),
    ("practice leave", ev.LeaveAsked("")),
    ("practice leave friday", ev.LeaveAsked("friday")),
    ("practice plan", ev.PlansAsked()),
    ("practice project", ev.ProjectAsked()),
    ("practice programmes", ev.ProgrammesAsked()),
    ("practice journal", ev.JournalAsked("")),
    ("practice journal A first line\nand a second", ev.JournalAsked("A first line\nand a second")),
    ("practice privacy", ev.PrivacyAsked()),
    ("practice export", ev.ExportAsked()),
    ("practice erase", ev.EraseAsked()),
    ("practice start", ev.OnboardingResumed()),
    ("practice help", ev.HelpAsked()),
    ("coach", ev.QueueAsked()),
    ("coach queue", ev.QueueAsked()),
    ("coach next", ev.NextInQueueAsked()),
    ("coach learners", ev.LearnersAsked()),
    ("coach focus @Lea Brandt", ev.FocusAsked(PersonId("@Lea Brandt"))),
    ("coach focus", ev.FocusAsked(PersonId("@"))),
    ("coach help", ev.HelpAsked()),
    ("feedback @lea", ev.FeedbackFormAsked(PersonId("@lea"))),
    ("feedback lea@example.org", ev.FeedbackFormAsked(PersonId("@lea@example.org"))),
    ("feedback", ev.FeedbackFormAsked(PersonId("@"))),
    ("library", ev.SavedAsked()),
    ("library search conflict role:lead", ev.LibrarySearched("conflict role:lead")),
    ("library define Facilitate", ev.TermAsked("Facilitate")),
    ("library save", ev.SavedAsked()),
    ("coach observe @Lea", ev.ObservationAsked(PersonId("@Lea"))),
    ("library framework", ev.FrameworkAsked()),
    ("practice history", ev.HistoryAsked()),
    ("practice baseline", ev.BaselineAsked()),
    ("practice baseline @Ben, @Chiara", ev.ColleaguesNamed("@Ben, @Chiara")),
    ("library suggest", ev.ProposalFormAsked()),
    ("library electives", ev.ElectivesAsked()),
    ("library help", ev.HelpAsked()),
    ("team", ev.DigestAsked()),
    ("team digest", ev.DigestAsked("")),
    ("team review", ev.ReviewAsked()),
    ("team help", ev.HelpAsked()),
    ("help", ev.HelpAsked()),
)


def typed(text: str) -> ev.Understood:
    return understand(ev.Said(text), None)


def understood(text: str, question: Asking | None) -> ev.Understood | str:
    """The event, or the sentence that says no."""
    try:
        return understand(ev.Said(text), question)
    except UnreadableInputError as no:
        return no.prompt


def asking(flow: str = "reflection") -> Asking:
    return Asking("recall" if flow == "recall" else "reflection", ATTEMPT, "expected")


@pytest.mark.parametrize(("text", "event"), TYPED, ids=[text for text, _ in TYPED])
def test_a_command_is_the_same_with_the_slash_and_without(text: str, event: ev.Understood) -> None:
    assert typed(f"/{text}") == event
    assert typed(text) == event


@pytest.mark.parametrize(("text", "event"), TYPED, ids=[text for text, _ in TYPED])
def test_case_and_spacing_don_t_matter(text: str, event: ev.Understood) -> None:
    family, *more = text.split(" ", 2)
    if family == "feedback":
        spoiled = [family.upper(), *more]
    else:
        spoiled = [family.upper(), *(verb.title() for verb in more[:1]), *more[1:]]
    assert typed("  /" + " \t\u00a0 ".join(spoiled) + "  ") == event


def test_every_command_there_is_was_typed() -> None:
    tried = {" ".join(text.split(" ", 2)[:2]) for text, _ in TYPED}
    assert {f"{family} {verb}".strip() for family, verbs in FAMILIES.items() for verb in verbs} <= tried


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("done", ev.DoneSaid()),
        ("Done", ev.DoneSaid()),
        ("snooze 1h", ev.PracticePostponed(None, "1h")),
        ("now a hard talk", ev.PracticeSought("a hard talk")),
        ("easier", ev.TierAsked(None, -1)),
    ],
)
def test_a_learner_s_own_verbs_need_no_family(text: str, event: ev.Understood) -> None:
    assert typed(text) == event


@pytest.mark.parametrize("text", ["hi", "Hello", "HEY", "help", "?", "start"])
def test_a_greeting_gets_help(text: str) -> None:
    assert typed(text) == ev.HelpAsked()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("/practice snoze 1h", "/practice snooze"),
        ("practice snoze 1h", "/practice snooze"),
        ("/pratice", "/practice"),
        ("/practise done", "/practice done"),
        ("/coach quue", "/coach queue"),
        ("coach quue", "/coach queue"),
        ("/feedbak @lea", "/feedback"),
        ("snoze", "/practice snooze"),
        ("progres please", "/practice progress"),
    ],
)
def test_a_near_miss_is_suggested(text: str, nearest: str) -> None:
    found = typed(text)
    assert isinstance(found, ev.NotUnderstood)
    assert found.nearest == nearest


@pytest.mark.parametrize("text", ["", "/", "/xyzzy", "the weather is nice", "💡", "/ 💡"])
def test_what_is_like_nothing_gets_no_suggestion(text: str) -> None:
    assert typed(text) == ev.NotUnderstood(text, "")


@pytest.mark.parametrize("text", ["I asked first.", "done", "practice", "", "3"])
def test_plain_words_answer_the_open_question(text: str) -> None:
    assert understand(ev.Said(text), asking()) == ev.QuestionAnswered(text)


@pytest.mark.parametrize("text", ["skip", "Skip", " SKIP "])
def test_skip_is_no_answer(text: str) -> None:
    assert understand(ev.Said(text), asking("recall")) == ev.QuestionSkipped()


def test_a_slash_is_a_command_whatever_is_open() -> None:
    assert understand(ev.Said("/practice pause"), asking()) == ev.PauseAsked("")


def test_a_command_can_be_read_by_itself() -> None:
    assert command("/practice done") == ev.DoneSaid()


@given(text=st.text() | st.sampled_from(sorted(FAMILIES)).flatmap(lambda word: st.text().map(f"/{word} {{}}".format)))
def test_any_text_is_understood_or_said_to_be_unreadable(text: str) -> None:
    for question in (None, asking(), asking("recall")):
        found = understood(text, question)
        assert isinstance(found, ev.Understood) or found in {"unreadable/characters", "unreadable/too_long"}
