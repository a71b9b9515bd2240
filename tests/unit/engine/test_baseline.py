"""Asking colleagues: whom, when, what they are told, and what may be told of their answers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from bot.domain.assessment import Assessment
from bot.domain.baseline import Answer, Colleague, Request, Wanted, told_together, uncertainty
from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.ids import MicroId, PersonId
from bot.domain.learner import Rhythm
from bot.domain.people import Person
from bot.domain.rubric import Level
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Form, Say
from bot.engine.engine import decide
from bot.engine.situation import Record, Situation
from tests.make import (
    ASKING,
    HANDING,
    JONAS,
    LEA,
    MARA,
    MONDAY,
    NAMING,
    a_coach,
    a_framework,
    a_journey,
    a_learner,
    a_library,
    a_manager,
    a_person,
    a_situation,
    berlin,
)
from tests.unit.engine.look import choices, form, kept, planned, press, refused, say

MICROS = (ASKING, NAMING)
UNTIL = berlin(2026, 3, 16)
ANCHORS = a_framework().micro_competencies[ASKING].rubric.id


def somebody(name: str, **changes: object) -> Person:
    return a_person(id=PersonId(name.lower()), name=f"{name} Kim", manager=None, **changes)


def a_colleague(name: str, *, is_met: bool = True) -> Colleague:
    usual = Rhythm()
    return Colleague(
        somebody(name), WorkingTime(zone_of("Europe/Berlin"), usual.opens, usual.closes, usual.days), is_met
    )


def a_request(rater: str, *levels: Level, **changes: object) -> Request:
    """Lea asked them this morning; with levels, they have answered."""
    answers = {micro: Answer(level, ANCHORS) for micro, level in zip(MICROS, levels, strict=False)}
    state = "answered" if levels else "waiting"
    request = Request(
        f"to-{rater}", "round", LEA, PersonId(rater), MICROS, MONDAY, UNTIL, state, MONDAY, answers=answers
    )
    return replace(request, **changes)


def name(*people: Colleague, **changes: object) -> tuple[Situation, ev.ColleaguesNamed]:
    now = a_situation(colleagues=people, **changes)
    return now, ev.ColleaguesNamed("as typed", tuple(one.person.id for one in people))


def rows(shown: Say | Form, key: str) -> list[Any]:
    return cast("list[Any]", shown.data[key])


def requests(decision: Decision) -> list[Request]:
    return [state for state in decision.state if isinstance(state, Request)]


def ratings(decision: Decision) -> list[Assessment]:
    return [state for state in decision.state if isinstance(state, Assessment)]


def closing(*circle: Request, **changes: object) -> tuple[Situation, ev.TouchpointFellDue]:
    point = Touchpoint(LEA, "baseline", UNTIL.isoformat(), UNTIL, UNTIL + timedelta(days=365))
    return a_situation(at=UNTIL, circle=circle, **changes), ev.TouchpointFellDue(point)


def as_rater(who: str, *circle: Request, **changes: object) -> Situation:
    return a_situation(person=somebody(who), journey=a_journey(), circle=circle, **changes)


# Asking.


def test_the_form_says_what_colleagues_will_be_asked_about() -> None:
    """What the learner hopes for comes first."""
    journey = a_journey(learner=a_learner(aspiration="delegation"))
    asked = form(decide(a_situation(journey=journey), ev.ColleaguesFormAsked()))
    assert asked.data["skills"] == [
        "Hand over the outcome",
        "Agree on checks",
        "Ask before telling",
        "Name the behaviour",
    ]


def test_what_is_retired_is_not_asked_about() -> None:
    framework = a_framework()
    micros = {id_: replace(one, retired=id_ == ASKING) for id_, one in framework.micro_competencies.items()}
    library = a_library(framework=replace(framework, micro_competencies=micros))
    asked = form(decide(a_situation(library=library), ev.ColleaguesFormAsked()))
    assert "Ask before telling" not in rows(asked, "skills")


def test_those_who_are_named_hear_of_it_on_their_next_morning() -> None:
    decision = decide(*name(a_colleague("Ben"), a_colleague("Chiara"), a_colleague("Dev")))
    assert {request.rater for request in requests(decision)} == {"ben", "chiara", "dev"}
    assert {request.round for request in requests(decision)} == {requests(decision)[0].round}
    asks = [point for point in planned(decision) if point.kind == "ask"]
    assert {(point.person, point.slot, point.due_at) for point in asks} == {
        (PersonId(who), "2026-03-02", berlin(2026, 3, 2, 10)) for who in ("ben", "chiara", "dev")
    }
    [end] = [point for point in planned(decision) if point.kind == "baseline"]
    assert (end.person, end.due_at) == (LEA, UNTIL)
    assert say(decision, "baseline/asked").data["count"] == 3


def test_whoever_is_asked_already_is_not_asked_again() -> None:
    now, event = name(a_colleague("Ben"), a_colleague("Chiara"), circle=(a_request("ben"),))
    [fresh] = requests(decide(now, event))
    assert (fresh.rater, fresh.round, fresh.until) == ("chiara", "round", UNTIL)
    nobody_new = decide(*name(a_colleague("Ben"), circle=(a_request("ben"),)))
    assert requests(nobody_new) == []
    assert planned(nobody_new) == []


@pytest.mark.parametrize(
    ("who", "prompt"),
    [
        (a_person(), "unreadable/ask_yourself"),
        (a_manager(), "unreadable/ask_manager"),
        (a_coach(), "unreadable/ask_coach"),
    ],
    ids=lambda x: str(x)[:12],
)
def test_some_are_not_asked(who: Person, prompt: str) -> None:
    now, event = name(replace(a_colleague("Ben"), person=who))
    assert refused(now, event) == prompt


def test_whoever_has_not_been_met_in_chat_can_t_be_asked() -> None:
    assert refused(*name(a_colleague("Ben", is_met=False))) == "unreadable/ask_stranger"


def test_nine_are_too_many() -> None:
    nine = tuple(a_colleague(f"N{number}") for number in range(9))
    assert refused(*name(*nine)) == "unreadable/ask_many"
    assert (
        refused(*name(a_colleague("Ben"), circle=tuple(a_request(f"n{n}") for n in range(8)))) == "unreadable/ask_many"
    )


def test_nobody_at_all_is_not_enough() -> None:
    assert refused(*name()) == "unreadable/whom"


def test_rounds_lie_three_months_apart_so_that_their_difference_tells_nothing() -> None:
    over = a_request("ben").closed()
    at = MONDAY + timedelta(days=89)
    now, event = name(a_colleague("Ben"), circle=(over,), at=at)
    assert refused(now, event) == "unreadable/ask_again"
    assert refused(now, ev.ColleaguesFormAsked()) == "unreadable/ask_again"
    card = say(decide(now, ev.BaselineAsked()), "baseline/where")
    assert (choices(card), card.data["again_on"]) == ([], date(2026, 5, 31))
    assert requests(decide(replace(now, at=MONDAY + timedelta(days=90)), event))


# Being asked.


def please(*wanted: Wanted, at: int = 0) -> Decision:
    point = Touchpoint(PersonId("ben"), "ask", "2026-03-02", MONDAY, UNTIL)
    now = a_situation(
        at=MONDAY + timedelta(days=at), person=somebody("Ben"), journey=None, wanted=wanted,
        colleagues=(a_colleague("Ben"),),
    )  # fmt: skip
    return decide(now, ev.TouchpointFellDue(point))


def wanted_by(*names: str, **changes: object) -> list[Wanted]:
    untold: dict[str, object] = {"told": None, **changes}
    return [
        Wanted(a_request("ben", id=f"from-{one}", learner=PersonId(one.lower()), **untold), somebody(one))
        for one in names
    ]


def test_five_who_ask_on_one_day_make_one_message() -> None:
    decision = please(*wanted_by("Ada", "Cy", "Dee", "Eve", "Fay"))
    card = say(decision, "baseline/please")
    assert len(rows(card, "people")) == 5
    assert len(card.choices) == 10
    assert all(request.told == MONDAY for request in requests(decision))
    [reminder] = planned(decision)
    assert reminder.due_at == berlin(2026, 3, 9, 10), "five days on, and then the next working morning"


def test_a_sixth_waits_for_the_next_morning() -> None:
    decision = please(*wanted_by("Ada", "Cy", "Dee", "Eve", "Fay", "Gus"))
    assert len(requests(decision)) == 5
    [following] = planned(decision)
    assert following.due_at == berlin(2026, 3, 2, 10)


def test_they_are_reminded_once() -> None:
    [told] = wanted_by("Ada", told=MONDAY)
    assert please(told, at=4).outcome == "nothing to ask"
    again = please(told, at=7)
    assert rows(say(again, "baseline/please"), "people")[0]["again"] is True
    [reminded] = requests(again)
    assert planned(again) == []
    assert please(replace(told, request=reminded), at=9).outcome == "nothing to ask"


def test_what_is_over_is_not_asked_any_more() -> None:
    assert please(*wanted_by("Ada"), at=14).outcome == "nothing to ask"


# Answering.


def test_the_form_has_the_five_sentences_of_each_skill() -> None:
    asked = form(decide(as_rater("Ben", a_request("ben")), ev.AnswerFormAsked(LEA, "to-ben")))
    assert asked.about == (LEA, "to-ben")
    assert [field.name for field in asked.fields] == [ASKING, NAMING]
    assert [option.label for option in asked.fields[0].options] == [f"Ask before telling {n}" for n in range(1, 6)]
    again = form(decide(as_rater("Ben", a_request("ben", 4, 2)), ev.AnswerFormAsked(LEA, "to-ben")))
    assert [field.value for field in again.fields] == ["4", "2"]


def test_an_answer_is_kept_apart_until_the_round_is_over() -> None:
    now = as_rater("Ben", a_request("ben"), a_request("chiara"))
    decision = decide(now, ev.AnswerGiven(LEA, "to-ben", {ASKING: 4}))
    [answered] = requests(decision)
    assert (answered.state, answered.answers) == ("answered", {ASKING: Answer(4, ANCHORS)})
    assert ratings(decision) == []
    assert planned(decision) == []


def test_it_can_be_changed_until_then() -> None:
    now = as_rater("Ben", a_request("ben", 4), a_request("chiara"))
    [changed] = requests(decide(now, ev.AnswerGiven(LEA, "to-ben", {ASKING: 2})))
    assert changed.answers[ASKING].level == 2


def test_to_decline_takes_an_answer_back_and_tells_nobody() -> None:
    now = as_rater("Ben", a_request("ben", 4), a_request("chiara"))
    decision = decide(now, ev.AskingDeclined(LEA, "to-ben"))
    [declined] = requests(decision)
    assert (declined.state, declined.answers) == ("declined", {})
    assert [effect.to for effect in decision.effects if isinstance(effect, Say)] == [None]


def test_when_the_last_has_answered_the_learner_is_told_on_another_morning() -> None:
    now = as_rater("Ben", a_request("ben"), a_request("chiara", 3), a_request("dev", state="declined"))
    [early] = planned(decide(now, ev.AnswerGiven(LEA, "to-ben", {ASKING: 4})))
    assert (early.kind, early.person, early.due_at) == ("baseline", LEA, berlin(2026, 3, 3))


@pytest.mark.parametrize(
    ("who", "request_", "days"),
    [("Ben", a_request("ben"), 14), ("Ben", a_request("ben").closed(), 1), ("Ben", a_request("ben").declined(), 1),
     ("Chiara", a_request("ben"), 1)],
    ids=["too late", "over", "declined before", "not theirs"],
)  # fmt: skip
def test_what_is_no_longer_asked_of_them_changes_nothing(who: str, request_: Request, days: int) -> None:
    now = as_rater(who, request_, at=MONDAY + timedelta(days=days))
    for event in (
        ev.AnswerFormAsked(LEA, "to-ben"), ev.AnswerGiven(LEA, "to-ben", {ASKING: 4}), ev.AskingDeclined(LEA, "to-ben")
    ):  # fmt: skip
        decision = decide(now, event)
        assert decision.state == ()
        assert say(decision, "baseline/over")


@pytest.mark.parametrize(("given", "prompt"), [({}, "unreadable/empty"), ({HANDING: 3}, "unreadable/form")])
def test_an_answer_is_about_what_was_asked(given: dict[MicroId, Level], prompt: str) -> None:
    assert refused(as_rater("Ben", a_request("ben")), ev.AnswerGiven(LEA, "to-ben", given)) == prompt


# What may be told.


def test_three_answers_are_told_together_and_two_are_not() -> None:
    circle = (
        a_request("ben", 4, 2),
        a_request("chiara", 3, 3),
        a_request("dev", 4),
        a_request("eve", state="declined"),
    )
    told = told_together(circle)
    assert list(told) == [ASKING]
    assert [answer.level for answer in told[ASKING]] == [3, 4, 4]


def test_whoever_reads_the_ratings_finds_no_name_and_no_order() -> None:
    circle = (a_request("ben", 4, 2), a_request("chiara", 3, 3), a_request("dev", 4, 5))
    decision = decide(*closing(*circle))
    found = ratings(decision)
    assert [(one.micro, one.level) for one in found] == [
        (ASKING, 3), (ASKING, 4), (ASKING, 4), (NAMING, 2), (NAMING, 3), (NAMING, 5),
    ]  # fmt: skip
    assert len({one.rater for one in found}) == 6, "nobody is the same in two skills"
    assert not {one.rater for one in found} & {"ben", "chiara", "dev"}
    assert {(one.source, one.at, one.told, one.anchors) for one in found} == {("peer", UNTIL, UNTIL, ANCHORS)}


def test_when_it_is_over_nothing_is_left_of_who_said_what() -> None:
    over = requests(decide(*closing(a_request("ben", 4, 2), a_request("chiara"), a_request("dev", state="declined"))))
    assert {(one.state, len(one.answers)) for one in over} == {("over", 0)}


def test_too_few_answers_move_nothing_and_are_gone() -> None:
    decision = decide(*closing(a_request("ben", 4, 2), a_request("chiara", 3, 3), a_request("dev")))
    assert ratings(decision) == []
    card = say(decision, "baseline/result")
    assert card.data["told"] is False
    assert all(skill["sources"] == [] for skill in rows(card, "skills"))


def test_the_answers_set_where_the_learner_starts() -> None:
    decision = decide(*closing(a_request("ben", 4), a_request("chiara", 4), a_request("dev", 4)))
    standing = kept(decision, type(a_learner())).standings[ASKING]
    assert standing.estimate.start == pytest.approx(0.6 * 4 + 0.4 * 2.5)
    assert standing.estimate.observed == 3


def test_a_round_that_is_over_is_not_closed_twice() -> None:
    assert decide(*closing(a_request("ben", 4).closed())).outcome == "over"


def test_each_source_stands_for_itself_and_all_of_them_together_with_how_sure_that_is() -> None:
    own = Assessment("own", LEA, ASKING, "self", 5, 2, MONDAY, "baseline", "1", rater=LEA, anchors=ANCHORS, told=MONDAY)
    record = Record(assessments=(own,), rubrics={ANCHORS: a_framework().micro_competencies[ASKING].rubric})
    circle = (a_request("ben", 3), a_request("chiara", 3), a_request("dev", 4))
    card = say(decide(*closing(*circle, record=record)), "baseline/result")
    skill = rows(card, "skills")[0]
    assert skill["sources"] == [
        {"source": "self", "count": 1, "level": "5", "anchor": "Ask before telling 5"},
        {"source": "peer", "count": 3, "level": "3.3", "anchor": "Ask before telling 3"},
    ]
    assert (skill["level"], skill["spread"]) == ("3.4", "0.5")
    assert uncertainty(["coach"]) == pytest.approx(0.4**0.5)


def test_while_it_is_open_nothing_is_told_and_nobody_is_counted() -> None:
    circle = (a_request("ben", 4, 4), a_request("chiara", 4, 4), a_request("dev", 4, 4), a_request("eve"))
    card = say(decide(a_situation(circle=circle), ev.BaselineAsked()), "baseline/where")
    assert (card.data["count"], card.data["until"]) == (4, UNTIL)
    assert all(skill["sources"] == [] for skill in rows(card, "skills"))


def test_the_manager_has_no_way_to_it() -> None:
    now = a_situation(person=a_manager(), journey=a_journey(), circle=(a_request("ben", 4),))
    for event in (ev.BaselineAsked(), ev.ColleaguesFormAsked(), ev.HistoryAsked()):
        assert say(decide(now, event), "help/not_yours")
    assert say(decide(now, ev.AnswerFormAsked(LEA, "to-ben")), "baseline/over")
    assert (a_manager().id, a_coach().id) == (MARA, JONAS)


def test_buttons_carry_whom_it_is_about() -> None:
    card = say(please(*wanted_by("Ada")), "baseline/please")
    assert press(card, "answer_1") == ev.AnswerFormAsked(PersonId("ada"), "from-Ada")
    assert press(card, "decline_1") == ev.AskingDeclined(PersonId("ada"), "from-Ada")
    assert date(2026, 3, 2) == MONDAY.date()
