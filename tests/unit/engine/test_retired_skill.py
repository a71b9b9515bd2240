"""A framework retires a skill in mid-cycle: what is under way comes to its end, and nothing new begins."""

from dataclasses import replace
from typing import Any, cast

from bot.domain.assessment import Assessment
from bot.domain.ids import MicroId
from bot.domain.reflection import QUESTIONS
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.selection import pick
from bot.engine.situation import Record
from tests.make import (
    ASKING,
    LEA,
    MONDAY,
    a_framework,
    a_journey,
    a_library,
    a_situation,
    a_started_attempt,
)
from tests.unit.engine.look import kept, prompts, say


def without_asking() -> dict[str, object]:
    """As the content is read: what trains something retired is retired with it."""
    library, framework = a_library(), a_framework()
    micros = {id_: replace(one, retired=id_ == ASKING) for id_, one in framework.micro_competencies.items()}
    practices = {id_: replace(one, retired=one.micro_competency == ASKING) for id_, one in library.practices.items()}
    model = replace(framework, version="2", micro_competencies=micros)
    return {"library": replace(library, framework=model, practices=practices)}


def test_it_is_offered_no_more() -> None:
    now = a_situation(**without_asking())
    picked = pick(now.mine, now.library, MONDAY)
    assert picked is not None
    assert picked.practice.micro_competency != ASKING


def test_what_is_under_way_is_reflected_on_and_rated() -> None:
    now = a_situation(journey=a_journey(attempt=a_started_attempt()), **without_asking())
    assert "reflection/ask" in prompts(decide(now, ev.DoneSaid()))
    given = ev.ReflectionGiven(a_started_attempt().id, dict.fromkeys(QUESTIONS, "I asked."), 4)
    assert kept(decide(now, given), Assessment).micro == ASKING


def test_progress_and_history_still_show_it() -> None:
    rubric = a_framework().micro_competencies[ASKING].rubric
    old = Assessment("a", LEA, ASKING, "coach", 4, 2, MONDAY, "x", "1", anchors=rubric.id, told=MONDAY)
    gone = replace(old, id="b", micro=MicroId("gone-altogether"))
    record = Record(assessments=(old, gone), rubrics={rubric.id: rubric})
    now = a_situation(record=record, **without_asking())
    assert say(decide(now, ev.ProgressAsked()), "progress/levels")
    rows = cast("list[Any]", say(decide(now, ev.HistoryAsked()), "progress/history").data["ratings"])
    assert {row["skill"]: (row["anchor"], row["older"]) for row in rows} == {
        "Ask before telling": ("Ask before telling 4", True),
        "gone-altogether": ("Ask before telling 4", True),
    }
