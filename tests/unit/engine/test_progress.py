"""Where a learner stands, how that came about, and what is missing to the targets."""

from collections.abc import Mapping
from datetime import date
from typing import cast

import pytest

from bot.domain.evidence import Evidence
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.learner import Standing
from bot.domain.standstill import Standstill
from bot.engine import events as ev
from bot.engine.effects import Datum, Page, Say
from bot.engine.engine import decide
from bot.engine.estimating import estimated
from bot.engine.progress import score_data, score_of, standstills, terms
from tests.lives import WEEK, seen
from tests.make import (
    ASKING,
    HANDING,
    MONDAY,
    NAMING,
    OPENING,
    TODAY,
    a_journey,
    a_learner,
    a_library,
    a_situation,
    a_standing,
    an_estimate,
)
from tests.unit.engine.look import say

LIBRARY = a_library()
KNOWN = a_standing(estimate=an_estimate(m=3.4, start=3.4, a=0.09, ratings=2, observed=1))


def lea(**evidence: Evidence) -> tuple[Journey, Mapping[MicroId, Evidence]]:
    """Her standings as they follow from the evidence."""
    known = {MicroId(micro.replace("_", "-")): one for micro, one in evidence.items()}
    now = a_situation(evidence=known)
    standings = {micro: Standing(estimated(now, now.mine, micro, Evidence())) for micro in known}
    return a_journey(learner=a_learner(standings=standings)), known


def shown(journey: Journey, evidence: Mapping[MicroId, Evidence] | None = None) -> Say:
    return say(decide(a_situation(journey=journey, evidence=evidence or {}), ev.ProgressAsked()), "progress/levels")


def row(said: Say, number: int = 0) -> Mapping[str, Datum]:
    rows = cast("list[Mapping[str, Datum]]", said.data["standings"])
    return rows[number]


def test_progress_is_every_skill_with_its_band_and_a_page() -> None:
    said = shown(a_journey(learner=a_learner(standings={ASKING: KNOWN})))
    expected: Mapping[str, Datum] = {
        "skill": "Ask before telling", "known": True, "level": "3.4", "low": "3.1", "high": "3.7",
        "ratings": 2, "observed": 1, "due_on": TODAY, "days": 3, "line": "I will ask first.",
        "practices": 0, "steps": [], "drawn": False, "standstill": "", "coach_from": None,
    }  # fmt: skip
    assert {key: row(said)[key] for key in expected} == expected
    assert [row(said, number)["known"] for number in range(5)] == [True, False, False, False, False]
    assert said.page == Page("progress")


def test_a_band_stays_on_the_scale() -> None:
    edge = a_standing(estimate=an_estimate(m=4.9, start=4.9))
    assert row(shown(a_journey(learner=a_learner(standings={ASKING: edge}))))["high"] == "5.0"


# The way there.


def test_the_picture_has_a_point_for_each_day_and_begins_where_a_level_is_known() -> None:
    journey, evidence = lea(ask_before_telling=seen(None, 2, 3))
    picture = shown(journey, evidence).picture
    assert picture is not None
    assert [(one[1], bool(one[2]), one[5]) for one in picture.rows] == [
        ("2026-02-16", False, "practised"),
        ("2026-02-23", True, "practised seen"),
        ("2026-03-02", True, "practised seen now"),
    ]
    assert picture.rows[-1][2] == row(shown(journey, evidence))["level"]


def test_what_was_practised_a_while_ago_is_drawn_until_today() -> None:
    journey, evidence = lea(ask_before_telling=seen(2, 3))
    later = a_situation(at=MONDAY + 2 * WEEK, journey=journey, evidence=evidence)
    picture = say(decide(later, ev.ProgressAsked()), "progress/levels").picture
    assert picture is not None
    assert [(one[1], one[5]) for one in picture.rows][-2:] == [("2026-03-02", "practised seen"), ("2026-03-16", "now")]


def test_words_say_the_same_in_up_to_four_steps() -> None:
    said = row(shown(*lea(ask_before_telling=seen(None, 1, 2, 2, 3, 3, 4))))
    steps = said["steps"]
    assert isinstance(steps, list)
    assert [step["on"] for step in steps if isinstance(step, dict)] == [
        date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 16),
    ]  # fmt: skip
    assert (said["practices"], said["drawn"]) == (7, True)


def test_where_nothing_is_known_there_is_no_picture() -> None:
    assert shown(a_journey()).picture is None
    journey, evidence = lea(ask_before_telling=seen(None, None))
    said = shown(journey, evidence)
    assert said.picture is None
    assert (row(said)["known"], row(said)["practices"], row(said)["drawn"]) == (False, 2, False)


def test_a_phone_shows_the_four_with_the_latest_news() -> None:
    many = (ASKING, NAMING, HANDING, OPENING, MicroId("agree-on-checks"))
    old = seen(2, 3, micro=ASKING)
    older = Evidence(old.assessments, {attempt: at - WEEK for attempt, at in old.practised.items()})
    evidence = {str(micro).replace("-", "_"): seen(2, 3, micro=micro) for micro in many[1:]}
    said = shown(*lea(ask_before_telling=older, **evidence))
    assert [row(said, number)["drawn"] for number in range(5)] == [False, True, True, True, True]
    assert said.picture is not None
    assert len({one[0] for one in said.picture.rows}) == 4


# The score.


def test_readiness_is_what_the_gap_score_leaves_of_five() -> None:
    standings = {ASKING: KNOWN, NAMING: a_standing(estimate=an_estimate(m=4.5, a=0.09, observed=1))}
    journey = a_journey(learner=a_learner(standings=standings))
    score = score_of(journey, LIBRARY, MONDAY)
    mean = (1.1 / 3.5 + 0) / 2
    assert score.score == pytest.approx(5 * mean)
    assert score_data(journey, LIBRARY, score) == {"gap": "0.8", "readiness": "4.2", "seen": 2, "of": 5}
    assert terms(score) == [{"class": "core", "weight": "1.00", "mean": "0.16", "product": "0.16"}]


def test_what_nobody_else_has_seen_makes_no_score() -> None:
    own = a_journey(learner=a_learner(standings={ASKING: a_standing(estimate=an_estimate(m=4.9, a=0.01, ratings=9))}))
    assert score_data(own, LIBRARY, score_of(own, LIBRARY, MONDAY)) is None
    assert shown(own).data["score"] is None


# What stands still.


def told(**changes: object) -> Journey:
    still = Standstill("plateau", TODAY, **changes)  # pyright: ignore[reportArgumentType]
    return a_journey(learner=a_learner(standings={ASKING: a_standing(standstill=still)}))


def test_the_learner_reads_what_stands_still_and_from_when_the_coach_does() -> None:
    assert (row(shown(told()))["standstill"], row(shown(told()))["coach_from"]) == ("plateau", date(2026, 3, 16))
    assert row(shown(told(coach_wanted=True)))["coach_from"] is None
    assert row(shown(told(over=True)))["standstill"] == ""


def test_the_coach_sees_it_after_the_learner() -> None:
    assert standstills(told(), LIBRARY, MONDAY) == []
    plateau = {"skill": "Ask before telling", "kind": "plateau", "wanted": False}
    assert standstills(told(), LIBRARY, MONDAY + 2 * WEEK) == [plateau]
    assert standstills(told(coach_wanted=True), LIBRARY, MONDAY) == [{**plateau, "wanted": True}]
    assert standstills(told(over=True), LIBRARY, MONDAY + 2 * WEEK) == []
    assert standstills(told(coach_wanted=True), LIBRARY, MONDAY, NAMING) == []
