"""The manager's week: bands and crowds, at most three suggestions, and whether they happened."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import CompetencyId, DigestId, PersonId
from bot.domain.people import Conversation
from bot.domain.team import (
    Answer,
    Band,
    Celebration,
    Digest,
    DigestPlace,
    Figure,
    Rhythm,
    Suggestion,
    TeamSummary,
)
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Picture, Schedule, Unschedule
from bot.engine.engine import decide
from bot.engine.flows.digest import MOST_SUGGESTIONS, next_week, week_of
from bot.engine.situation import Situation
from tests.make import (
    ASKING,
    CHANNEL,
    LEA,
    MARA,
    MONDAY,
    NAMING,
    OPENING,
    TODAY,
    a_digest,
    a_manager,
    a_situation,
    a_summary,
    a_touchpoint,
    berlin,
)
from tests.unit.engine.look import choices, kept, planned, press, prompts, refused, say

FEEDBACK, MEETINGS = CompetencyId("feedback"), CompetencyId("meetings")
FALLS_DUE = ev.TouchpointFellDue(a_touchpoint("digest", person=MARA, slot="2026-W10", subject=CHANNEL))
PLACE = DigestPlace(MARA, CHANNEL, Rhythm())


def week(team: TeamSummary | None, **changes: object) -> Situation:
    return a_situation(person=a_manager(), journey=None, team=team, **changes)


def weekly(team: TeamSummary, **changes: object) -> Decision:
    return decide(week(team, **changes), FALLS_DUE)


def suggested(decision: Decision) -> list[str]:
    return [suggestion.id for suggestion in kept(decision, Digest).suggestions]


def last_week(**changes: object) -> Digest:
    return a_digest(**changes)


# What it says.


def test_it_says_crowds_names_of_skills_and_what_was_shared() -> None:
    team = a_summary(practised=(ASKING, NAMING), celebrations=(Celebration(LEA, "Lea", "first_reflection"),))
    card = say(weekly(team), "digest/weekly")
    assert (card.data["size"], card.data["took_part"]) == ("five or more", "five or more")
    assert card.data["practised"] == ["Ask before telling", "Name the behaviour"]
    assert card.data["celebrations"] == [{"name": "Lea", "milestone": "first_reflection"}]
    assert (card.to, card.subject) == (CHANNEL, "digest:2026-W10")
    assert card.data["last"] == []


def test_a_small_team_is_fewer_than_five_and_has_no_figures() -> None:
    team = a_summary(size="fewer than five", took_part="fewer than five")
    decision = weekly(team)
    card = say(decision, "digest/weekly")
    assert (card.data["size"], card.data["figures"]) == ("fewer than five", [])
    assert card.data["unseen"] == ["Feedback", "Delegation", "Meetings"]
    assert card.picture == drawn()
    assert suggested(decision)[0] == "take_part"


def test_bands_are_published_and_drawn() -> None:
    decision = weekly(a_summary(fresh=((FEEDBACK, "low"), (MEETINGS, "high")), roster_changes=3))
    card = say(decision, "digest/weekly")
    assert card.data["figures"] == [
        {"name": "Feedback", "band": "low", "before": None, "held_until": date(2026, 4, 1)},
        {"name": "Meetings", "band": "high", "before": None, "held_until": date(2026, 4, 1)},
    ]
    assert card.picture == drawn(Feedback=("0", "-1"), Meetings=("2", "-1"))
    assert kept(decision, Digest).figures[0] == Figure(FEEDBACK, "low", None, TODAY, 3)


def drawn(**bands: tuple[str, str]) -> Picture:
    """Every competency: in its band and the one before, or beside the bands."""
    names = ("Feedback", "Delegation", "Meetings")
    return Picture("team", tuple((name, *bands.get(name, ("-1", "-1"))) for name in names))


def held(band: Band = "middle", changes: int = 0, on: date = date(2026, 2, 23)) -> Digest:
    return last_week(figures=(Figure(FEEDBACK, band, "low", on, changes),))


def test_a_figure_is_held_even_when_the_group_has_become_too_small_to_say() -> None:
    for fresh in ((), ((FEEDBACK, "high"),)):
        team = a_summary(previous=held(), fresh=fresh, roster_changes=4)
        assert kept(weekly(team), Digest).figures == held().figures


def test_after_five_changes_or_in_a_new_quarter_it_moves() -> None:
    moved = weekly(a_summary(previous=held(), fresh=((FEEDBACK, "high"),), roster_changes=5))
    assert kept(moved, Digest).figures == (Figure(FEEDBACK, "high", "middle", TODAY, 5),)
    assert say(moved, "digest/weekly").picture == drawn(Feedback=("2", "1"))
    winter = held(on=date(2025, 12, 29))
    fresh = weekly(a_summary(previous=winter, fresh=((FEEDBACK, "low"),)))
    assert kept(fresh, Digest).figures[0].band == "low"
    gone = weekly(a_summary(previous=held(), roster_changes=5))
    assert kept(gone, Digest).figures == ()


# Which week it is.


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo"])
def test_ten_years_have_every_week_once_also_those_of_53(zone: str) -> None:
    at, weeks = datetime(2020, 1, 1, tzinfo=UTC), list[str]()
    while at.year < 2031:
        point = next_week(PLACE, zone, at).touchpoint
        assert point.due_at > at
        weeks.append(point.slot)
        at = point.due_at
    assert len(weeks) == len(set(weeks)) == 575
    assert weeks == sorted(weeks)
    assert [week for week in weeks if week.endswith("W53")] == ["2020-W53", "2026-W53"]
    assert weeks[weeks.index("2026-W53") + 1] == "2027-W01"


@pytest.mark.parametrize("zone", ["Europe/London", "America/Los_Angeles", "Pacific/Pago_Pago", "Asia/Tokyo"])
def test_a_manager_who_has_moved_gets_each_week_once(zone: str) -> None:
    now = replace(week(a_summary()), person=a_manager(zone=zone))
    decision = decide(now, FALLS_DUE)
    assert say(decision, "digest/weekly").subject == "digest:2026-W10"
    assert [point.slot for point in planned(decision)] == ["2026-W11"]


# What it suggests.


def test_three_suggestions_at_most_one_about_each_thing_first_what_is_practised() -> None:
    decision = weekly(a_summary(practised=(OPENING,)))
    assert suggested(decision) == ["meetings-a", "feedback-a", "delegation-a"]
    assert len(suggested(decision)) == MOST_SUGGESTIONS
    few = weekly(a_summary(took_part="fewer than five"))
    assert suggested(few) == ["take_part", "feedback-a", "delegation-a"]


def test_what_was_suggested_last_week_is_not_suggested_again() -> None:
    assert suggested(weekly(a_summary(previous=last_week()))) == ["feedback-b", "delegation-a", "meetings-a"]


def test_each_can_be_answered_and_last_week_s_are_asked_after_once() -> None:
    card = say(weekly(a_summary(previous=last_week())), "digest/weekly")
    assert choices(card) == [
        "done_1", "not_for_us_1", "done_2", "not_for_us_2", "done_3", "not_for_us_3",
        "last_done_1", "last_not_for_us_1",
    ]  # fmt: skip
    assert press(card, "last_done_1") == ev.SuggestionAnswered(last_week().id, "feedback-a", "done")
    assert card.data["last"] == [{"id": "feedback-a", "text": "Ask first in the stand-up.", "answer": "open"}]


@pytest.mark.parametrize("answer", ["done", "not_for_us"])
def test_what_was_answered_is_said_and_not_asked_again(answer: Answer) -> None:
    answered = last_week(suggestions=(Suggestion("feedback-a", FEEDBACK, "Ask.", answer),))
    card = say(weekly(a_summary(previous=answered)), "digest/weekly")
    assert card.data["last"] == [{"id": "feedback-a", "text": "Ask.", "answer": answer}]
    assert not [name for name in choices(card) if name.startswith("last")]


def test_this_week_s_own_is_not_last_week_s() -> None:
    again = weekly(a_summary(previous=last_week(week="2026-W10")))
    assert say(again, "digest/weekly").data["last"] == []


# When it comes.


def test_the_next_is_planned_for_monday_at_nine_in_the_manager_s_zone() -> None:
    [following] = planned(weekly(a_summary()))
    assert (following.kind, following.slot, following.due_at) == ("digest", "2026-W11", berlin(2026, 3, 9))
    assert (following.subject, following.person) == (CHANNEL, MARA)


def test_one_that_is_a_day_late_is_left_out() -> None:
    late = week(a_summary(), at=berlin(2026, 3, 6))
    decision = decide(late, FALLS_DUE)
    assert (decision.outcome, decision.state, prompts(decision)) == ("too late", (), [])
    assert [point.slot for point in planned(decision)] == ["2026-W11"]


def test_without_a_team_there_is_none() -> None:
    decision = decide(week(None), FALLS_DUE)
    assert (decision.outcome, prompts(decision)) == ("no team", [])


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 12, 28), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2026, 1, 1), "2026-W01"),
    ],
)
def test_a_year_may_have_fifty_three_weeks(on: date, name: str) -> None:
    assert week_of(on) == name


def test_a_monday_comes_every_week_wherever_the_manager_is() -> None:
    at = datetime(2011, 12, 27, tzinfo=UTC)
    planned_for: Schedule = next_week(PLACE, "Pacific/Apia", at)
    assert planned_for.touchpoint.slot == "2012-W01"


# On demand.


def test_between_two_mondays_it_is_shown_as_it_was_published() -> None:
    answered = Suggestion("meetings-a", MEETINGS, "Do this.", "done")
    last = replace(held(), suggestions=(*last_week().suggestions, answered))
    decision = decide(week(a_summary(previous=last)), ev.DigestAsked())
    card = say(decision, "digest/again")
    assert (card.data["week"], card.data["following"]) == ("2026-W09", berlin(2026, 3, 9))
    assert choices(card) == ["done_1", "not_for_us_1"]
    assert card.picture == drawn(Feedback=("1", "0"))
    assert decision.state == ()


def test_before_the_first_there_is_none_yet() -> None:
    card = say(decide(week(a_summary(), at=berlin(2026, 3, 2, 8)), ev.DigestAsked()), "digest/none_yet")
    assert card.data == {"following": MONDAY, "week": None}


def test_a_manager_without_a_team_is_told_so() -> None:
    assert refused(week(None), ev.DigestAsked()) == "unreadable/no_team"


# Its answers.


def answers(suggestion: str = "feedback-a", answer: Answer = "done") -> ev.SuggestionAnswered:
    return ev.SuggestionAnswered(DigestId("digest-1"), suggestion, answer)


def test_an_answer_is_kept_and_said_in_the_channel() -> None:
    decision = decide(week(None, digest=a_digest()), answers())
    assert [s.answer for s in kept(decision, Digest).suggestions] == ["done"]
    card = say(decision, "digest/answered")
    assert card.data == {"answer": "done", "id": "feedback-a", "text": "Ask first in the stand-up."}
    assert card.to == CHANNEL


def test_the_other_suggestions_stay_open() -> None:
    two = a_digest(suggestions=(*a_digest().suggestions, Suggestion("meetings-a", MEETINGS, "Do this.")))
    decision = decide(week(None, digest=two), answers("meetings-a", "not_for_us"))
    assert [s.answer for s in kept(decision, Digest).suggestions] == ["open", "not_for_us"]


@pytest.mark.parametrize("digest", [None, a_digest(manager=LEA)])
def test_only_the_manager_whose_digest_it_is_answers(digest: Digest | None) -> None:
    assert refused(week(None, digest=digest), answers()) == "unreadable/digest_closed"


def test_only_what_was_suggested_can_be_answered() -> None:
    assert refused(week(None, digest=a_digest()), answers("other")) == "unreadable/digest_closed"


# Where it comes.


LEADS = Conversation(CHANNEL, "channel", "leads", MARA)


def here(words: str = "", where: Conversation = LEADS, team: TeamSummary | None = None, **who: object) -> Decision:
    now = a_situation(person=a_manager(**who), journey=None, team=team or a_summary(), where=where)
    return decide(now, ev.DigestHereAsked(words))


def next_one(decision: Decision) -> Touchpoint:
    [planned] = [effect.touchpoint for effect in decision.effects if isinstance(effect, Schedule)]
    return planned


def test_it_comes_where_and_when_the_manager_says() -> None:
    decision = here("weekly Wed 10:30")
    assert kept(decision, DigestPlace) == DigestPlace(MARA, CHANNEL, Rhythm(3, time(10, 30)))
    due = next_one(decision).due_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (due.isoweekday(), due.time()) == (3, time(10, 30))
    assert Unschedule(MARA, "digest") in decision.effects


def test_what_is_not_said_stays() -> None:
    place = kept(here("Fridays"), DigestPlace)
    assert place.rhythm == Rhythm(5, time(9, 0))


def test_a_week_that_has_had_its_digest_has_no_other() -> None:
    had = replace(held(), week=week_of(week(None).at.date()))
    assert next_one(here("Sun 23:00", team=a_summary(previous=had))).slot > had.week


@pytest.mark.parametrize("words", ["weekly Mo", "fortnightly", "Mon 25:00", "Mon 9 o'clock", "<!channel>", "x" * 5_000])
def test_what_cant_be_read_changes_nothing(words: str) -> None:
    with pytest.raises(UnreadableInputError):
        here(words)


def test_only_a_manager_in_a_channel_of_their_own() -> None:
    for where in (replace(LEADS, owner=PersonId("somebody")), replace(LEADS, kind="direct")):
        with pytest.raises(UnreadableInputError, match="not_a_channel"):
            here(where=where)
    assert say(here(roles=frozenset({"learner"})), "help/not_yours")
