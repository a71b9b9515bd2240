"""Several programmes in one chat, under one practice a day."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import MicroId, PathwayId
from bot.domain.journey import Journey
from bot.domain.pathway import Module, Pathway
from bot.domain.practice import Library
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from bot.engine.route import route_of
from bot.engine.selection import needs
from tests.make import ASKING, CLOSING, MONDAY, TODAY, a_journey, a_learner, a_library, a_situation, a_touchpoint
from tests.unit.engine.look import choices, learner, press, prompts, refused, say

SECOND = PathwayId("second")


def library() -> Library:
    """A second pathway, about what the first leaves out, and with a higher aim for one skill of the first."""
    plain = a_library()
    mine = tuple(id_ for id_, one in plain.practices.items() if one.micro_competency == CLOSING)
    asks = tuple(id_ for id_, one in plain.practices.items() if one.micro_competency == ASKING)
    second = Pathway(SECOND, "Meetings", "Ten meetings.", (Module("m", "M", (*mine, *asks)),), {CLOSING: 4, ASKING: 5})
    return replace(plain, pathways={**plain.pathways, SECOND: second})


LIBRARY = library()


def does(event: ev.Understood, journey: Journey) -> Decision:
    return decide(replace(a_situation(journey=journey), library=LIBRARY), event)


def in_both(**changes: object) -> Journey:
    return a_journey(learner=a_learner(programmes=(SECOND,), **changes))


def micros(journey: Journey) -> set[MicroId]:
    return {need.micro for need in needs(journey, LIBRARY, MONDAY)}


def test_a_further_programme_brings_its_skills_and_the_higher_aim() -> None:
    assert CLOSING not in micros(a_journey())
    assert micros(in_both()) == {*micros(a_journey()), CLOSING}
    assert route_of(in_both(), LIBRARY).targets[ASKING] == 5
    assert route_of(a_journey(), LIBRARY).targets[ASKING] == 4.5


def test_one_a_day_over_all_of_them() -> None:
    before = in_both()
    first = does(ev.TouchpointFellDue(a_touchpoint()), before)
    assert prompts(first) == ["practice/offer"]
    after = replace(before, learner=learner(first))
    assert prompts(does(ev.TouchpointFellDue(a_touchpoint()), after)) == []
    assert after.learner.prompted_on == TODAY
    assert after.learner.earliest_next == TODAY + timedelta(days=1)


def test_it_is_joined_and_left_by_a_button() -> None:
    card = say(does(ev.ProgrammesAsked(), a_journey()), "preferences/programmes")
    assert choices(card) == ["join"]
    joined = learner(does(press(card, "join"), a_journey()))
    assert joined.programmes == (SECOND,)
    again = learner(does(ev.ProgrammeJoined(SECOND), in_both()))
    assert again.programmes == (SECOND,)
    own = learner(does(ev.ProgrammeJoined(a_journey().cohort.pathway), a_journey()))
    assert own.programmes == ()
    card = say(does(ev.ProgrammesAsked(), in_both()), "preferences/programmes")
    assert choices(card) == ["leave"]
    assert learner(does(press(card, "leave"), in_both())).programmes == ()


def test_what_is_not_there_can_be_neither_joined_nor_left() -> None:
    now = replace(a_situation(journey=a_journey()), library=LIBRARY)
    assert refused(now, ev.ProgrammeJoined(PathwayId("none"))) == "unreadable/programme"
    assert refused(now, ev.ProgrammeLeft(SECOND)) == "unreadable/programme"
    gone = replace(a_journey(), learner=a_learner(programmes=(PathwayId("gone"),)))
    assert micros(gone) == micros(a_journey()), "one that content has no more is left out"
