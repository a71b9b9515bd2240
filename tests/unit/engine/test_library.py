"""The library in the chat: search, define, save."""

import pytest

from bot.domain.ids import PracticeId
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from tests.make import a_coach, a_journey, a_learner, a_library, a_practice, a_situation
from tests.unit.engine.look import choices, learner, press, refused, say


def does(event: ev.Understood, **changes: object) -> Decision:
    return decide(a_situation(**changes), event)


def titles(decision: Decision, prompt: str = "library/found") -> list[object]:
    rows = say(decision, prompt).data["practices"]
    assert isinstance(rows, list)
    return [row["title"] for row in rows if isinstance(row, dict)]


def test_a_search_shows_the_best_three_to_take_or_to_save() -> None:
    decision = does(ev.LibrarySearched(" close with decisions "))
    assert titles(decision) == ["Close with decisions 1", "Close with decisions 2"], "also beside the pathway"
    card = say(decision, "library/found")
    assert card.data["words"] == "close with decisions"
    assert choices(card) == ["take", "save"] * 2
    assert len(titles(does(ev.LibrarySearched("engineering")))) == 3
    assert press(card, "take") == ev.PracticeChosen(PracticeId("close-with-decisions-1"))
    assert card.choices[0].label == "Close with decisions 1"


def test_a_search_may_find_nothing() -> None:
    assert titles(does(ev.LibrarySearched("xyzzy"))) == []
    assert titles(does(ev.LibrarySearched(""))) == []
    retired = a_library([a_practice(retired=True)])
    assert titles(does(ev.LibrarySearched("ask before telling"), library=retired)) == []


@pytest.mark.parametrize(
    "changes", [{"person": a_coach(), "journey": None}, {"journey": a_journey(learner=a_learner(stage="asked"))}]
)
def test_who_doesn_t_practise_can_look(changes: dict[str, object]) -> None:
    decision = does(ev.LibrarySearched("ask before telling"), **changes)
    assert titles(decision)
    assert choices(say(decision, "library/found")) == []
    assert titles(does(ev.SavedAsked(), **changes), "library/saved") == []


def test_words_may_be_no_longer_than_words_are() -> None:
    for event in (ev.LibrarySearched("a" * 201), ev.TermAsked("a" * 201)):
        assert refused(a_situation(), event) == "unreadable/too_long"


def test_a_practice_can_be_saved_once() -> None:
    one, two = PracticeId("ask-before-telling-1"), PracticeId("ask-before-telling-2")
    first = learner(does(ev.PracticeSaved(one)))
    both = learner(does(ev.PracticeSaved(two), journey=a_journey(learner=first)))
    again = does(ev.PracticeSaved(one), journey=a_journey(learner=both))
    assert learner(again).saved == (one, two)
    assert say(again, "library/kept").data == {"title": "Ask before telling 1"}
    assert refused(a_situation(), ev.PracticeSaved(PracticeId("gone"))) == "unreadable/practice_gone"


def test_the_shelf_survives_what_is_gone() -> None:
    saved = a_learner(saved=(PracticeId("gone"), PracticeId("ask-before-telling-1")))
    decision = does(ev.SavedAsked(), journey=a_journey(learner=saved))
    assert titles(decision, "library/saved") == ["Ask before telling 1"]
    assert choices(say(decision, "library/saved")) == ["take"]


@pytest.mark.parametrize("word", ["facilitate", "Facilitate!", "run the meeting", "moderat"])
def test_a_term_has_one_meaning_and_those_of_its_contexts(word: str) -> None:
    data = say(does(ev.TermAsked(word)), "library/term").data
    assert data == {
        "term": "facilitate",
        "asked": word,
        "definition": "to ask so that others decide",
        "synonyms": ["run the meeting", "moderate"],
        "variants": [{"context": "crisis", "meaning": "to keep order"}],
    }


@pytest.mark.parametrize("word", ["leadership", ""])
def test_an_unknown_term_shows_the_known_ones(word: str) -> None:
    data = say(does(ev.TermAsked(word)), "library/unknown_term").data
    assert data == {"term": word, "known": ["facilitate", "delegate"]}
