"""What a coach has seen: on its day, on the anchors, with a link; corrected by a row of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.assessment import Assessment, in_force
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.ids import MicroId
from bot.domain.learner import Learner
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.reading import link, past_day
from bot.engine.situation import Situation
from tests.make import (
    ASKING,
    CLOSING,
    HOME,
    JONAS,
    LEA,
    MARA,
    MONDAY,
    a_coach,
    a_framework,
    a_journey,
    a_library,
    a_manager,
    a_person,
    a_situation,
    berlin,
)
from tests.unit.engine.look import choices, form, kept, press, refused, say

TODAY = date(2026, 3, 2)
AT_DESK = a_situation(person=a_coach(), journey=a_journey())


def seen(on: str = "today", **changes: object) -> ev.ObservationGiven:
    given = ev.ObservationGiven(LEA, ASKING, 4, "coach", on, "She asked twice, and the team spoke.", "")
    return replace(given, **changes)


def rating(now: Situation, event: ev.ObservationGiven) -> Assessment:
    return kept(decide(now, event), Assessment)


def after(*ratings: Assessment) -> Situation:
    return replace(AT_DESK, cause="test:2", evidence={ASKING: Evidence(ratings)})


def test_the_coach_chooses_a_skill_of_the_pathway() -> None:
    card = say(decide(AT_DESK, ev.ObservationAsked(LEA)), "coach/observe")
    assert choices(card) == [f"skill_{number}" for number in range(1, 6)]
    assert press(card, "skill_1") == ev.ObservationFormAsked(LEA, ASKING)


def test_what_is_no_longer_trained_is_not_observed() -> None:
    framework = a_framework()
    micros = {id_: replace(one, retired=id_ == ASKING) for id_, one in framework.micro_competencies.items()}
    now = replace(AT_DESK, library=a_library(framework=replace(framework, micro_competencies=micros)))
    assert choices(say(decide(now, ev.ObservationAsked(LEA)), "coach/observe")) == [f"skill_{n}" for n in range(1, 5)]


def test_the_form_has_the_five_sentences_and_today() -> None:
    shown = form(decide(AT_DESK, ev.ObservationFormAsked(LEA, ASKING)))
    assert [option.label for option in shown.fields[0].options] == [f"Ask before telling {n}" for n in range(1, 6)]
    assert shown.fields[0].required
    assert {field.name: field.value for field in shown.fields}["on"] == "2026-03-02"
    assert refused(AT_DESK, ev.ObservationFormAsked(LEA, MicroId("no-such"))) == "unreadable/button"


def test_what_was_seen_is_a_rating_of_its_day_and_source() -> None:
    recording = "https://example.org/recording"
    one = rating(AT_DESK, seen("yesterday", how="demonstration", evidence=recording))
    assert (one.source, one.level, one.rater, one.micro) == ("demonstration", 4, JONAS, ASKING)
    assert (one.at, one.told) == (berlin(2026, 3, 1, 12), MONDAY)
    assert (one.context, one.evidence) == ("She asked twice, and the team spoke.", recording)
    assert one.anchors == a_framework().micro_competencies[ASKING].rubric.id


def test_the_learner_reads_it_with_the_sentence_that_was_chosen() -> None:
    decision = decide(AT_DESK, seen())
    card = say(decision, "feedback/observed")
    assert (card.to, card.data["anchor"], card.data["coach"]) == (HOME, "Ask before telling 4", "Jonas")
    assert kept(decision, Learner).standings[ASKING].estimate.observed == 1
    assert say(decision, "coach/observed").data["corrected"] is False


def test_a_second_one_of_the_same_day_corrects_the_first() -> None:
    first = rating(AT_DESK, seen())
    second = rating(after(first), seen(level=2))
    third = rating(replace(after(first, second), cause="test:3"), seen(level=3))
    assert (second.corrects, third.corrects) == (first.id, first.id)
    told = [replace(one, told=datetime(2026, 3, 2, 10, n, tzinfo=UTC)) for n, one in enumerate((first, second, third))]
    assert [one.level for one in in_force(told)] == [3]
    assert say(decide(after(first), seen(level=2)), "coach/observed").data["corrected"] is True


def test_what_is_seen_on_another_day_or_otherwise_stands_beside_it() -> None:
    first = rating(AT_DESK, seen())
    assert rating(after(first), seen("yesterday")).corrects is None
    assert rating(after(first), seen(how="demonstration")).corrects is None


def test_thirty_days_back_counts_from_its_day() -> None:
    """The order in which it is told makes no difference."""
    new, old = rating(AT_DESK, seen()), rating(AT_DESK, seen("2026-01-31", level=2))
    one_way = kept(decide(after(old), seen()), Learner).standings[ASKING].estimate
    other_way = kept(decide(after(new), seen("2026-01-31", level=2)), Learner).standings[ASKING].estimate
    assert one_way == other_way


@pytest.mark.parametrize(
    ("on", "prompt"),
    [("tomorrow", "day"), ("2026-03-03", "day_ahead"), ("2025-02-28", "day_long_ago"), ("soon", "day"), ("", "day")],
)
def test_a_day_that_can_t_be_is_said_in_one_sentence(on: str, prompt: str) -> None:
    assert refused(AT_DESK, seen(on)) == f"unreadable/{prompt}"


@pytest.mark.parametrize(
    ("written", "day"),
    [("today", TODAY), ("Yesterday", date(2026, 3, 1)), ("2026-01-31", date(2026, 1, 31)), ("31.1.", date(2026, 1, 31)),
     ("24.12.", date(2025, 12, 24)), ("24.12.2025", date(2025, 12, 24))],
)  # fmt: skip
def test_a_day_that_has_been_is_read(written: str, day: date) -> None:
    assert past_day(written, TODAY) == day


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a", "ftp://example.org", "javascript:alert(1)", "https://", "https://me:secret@example.org/",
     "https://localhost/a", "example.org/a", "https://exa mple.org", "https://[::1",
     f"https://example.org/{'a' * 1000}"],
)  # fmt: skip
def test_evidence_is_a_link_that_anybody_may_be_shown(address: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        link(address, field="evidence")
    assert (no.value.prompt, no.value.field) == ("unreadable/no_link", "evidence")


def test_no_link_is_fine() -> None:
    assert link("  ") == ""
    assert link(" https://example.org/a?b=c#d ") == "https://example.org/a?b=c#d"


def test_only_the_learner_s_own_coach_observes() -> None:
    other = replace(AT_DESK, person=a_coach(id=MARA))
    manager = replace(AT_DESK, person=a_manager(roles=frozenset({"manager", "coach"})))
    own = replace(AT_DESK, person=a_person(roles=frozenset({"learner", "coach"})))
    for event in (ev.ObservationAsked(LEA), ev.ObservationFormAsked(LEA, CLOSING), seen()):
        assert refused(other, event) == "unreadable/not_your_learner"
        assert refused(manager, event) == "unreadable/not_your_learner"
        assert refused(own, event) == "unreadable/yourself"
