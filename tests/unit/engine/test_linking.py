"""One person in two chat products."""

from bot.domain.people import Linked, Stranger
from bot.engine import events as ev
from bot.engine.engine import decide
from tests.make import a_coach, a_situation
from tests.unit.engine.look import choices, kept, press, refused, say

HERS = Stranger("K7QF2M9P", "teams", "Example Works", "Ada Okafor")


def test_a_code_names_the_account_and_links_nothing_yet() -> None:
    decision = decide(a_situation(stranger=HERS), ev.LinkAsked("k7qf-2m9p"))
    asked = say(decision, "linking/ask")
    assert asked.data == {"account": "Ada Okafor", "platform": "teams", "workspace": "Example Works"}
    assert choices(asked) == ["confirm"]
    assert press(asked, "confirm") == ev.LinkConfirmed("K7QF2M9P")
    assert not decision.state


def test_confirmed_it_is_theirs() -> None:
    now = a_situation(stranger=HERS)
    decision = decide(now, ev.LinkConfirmed("K7QF2M9P"))
    assert kept(decision, Linked) == Linked(now.person.id, "K7QF2M9P")
    assert say(decision, "linking/done").data["account"] == "Ada Okafor"


def test_a_code_that_nobody_was_given_or_that_is_over() -> None:
    for event in (ev.LinkAsked("nonsense"), ev.LinkAsked(""), ev.LinkConfirmed("K7QF2M9P")):
        assert refused(a_situation(), event) == "unreadable/link_code"


def test_coaches_have_two_accounts_as_well() -> None:
    now = a_situation(person=a_coach(), journey=None, stranger=HERS)
    assert decide(now, ev.LinkConfirmed("K7QF2M9P")).state
