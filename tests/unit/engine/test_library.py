"""The library in the chat: search, electives, and everybody's own shelf."""

import pytest

from bot.adapters import tokens
from bot.domain.assessment import Assessment
from bot.domain.ids import PackId, PersonId, PracticeId
from bot.domain.practice import Pack
from bot.domain.reflection import QUESTIONS
from bot.domain.shelf import Kept, Shelf
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Say
from bot.engine.engine import decide
from bot.engine.search.found import Found
from bot.engine.search.vocabulary import UnknownTag
from tests.make import (
    ATTEMPT,
    CLOSING,
    LEA,
    a_coach,
    a_journey,
    a_learner,
    a_library,
    a_practice,
    a_reflected_attempt,
    a_situation,
    a_started_attempt,
    berlin,
)
from tests.unit.engine.look import attempt, choices, kept, learner, press, refused, say

ASK, ASK_2, CLOSE = PracticeId("ask-before-telling-1"), PracticeId("ask-before-telling-2"), PracticeId(f"{CLOSING}-1")
ALL = tuple(a_library().practices)
FAR_AWAY = Pack(
    PackId("far-away"), "Leading far away", True, "content@example.org", (CLOSE, PracticeId(f"{CLOSING}-2"))
)


def does(event: ev.Understood, **changes: object) -> Decision:
    return decide(a_situation(**changes), event)


def found(words: str, *practices: PracticeId, **changes: object) -> Decision:
    return does(ev.LibrarySearched(words), found=Found(words, practices), **changes)


def titles(decision: Decision, prompt: str = "library/found") -> list[object]:
    rows = say(decision, prompt).data["practices"]
    assert isinstance(rows, list)
    return [row["title"] for row in rows if isinstance(row, dict)]


def turned(card: Say, name: str) -> ev.Understood:
    """What the button means when it comes back from a chat product."""
    return tokens.read(tokens.write(press(card, name)))


class TestASearch:
    def test_shows_what_was_found_to_take_or_to_save(self) -> None:
        decision = found("close with decisions", CLOSE, ASK)
        assert titles(decision) == ["Close with decisions 1", "Ask before telling 1"], "in the order of the index"
        card = say(decision, "library/found")
        assert choices(card) == ["take", "save", "take", "save"]
        assert press(card, "take") == ev.PracticeChosen(CLOSE)
        assert card.choices[0].label == "Close with decisions 1"
        assert (card.data["words"], card.data["page"], card.data["pages"]) == ("close with decisions", 1, 1)

    def test_shows_three_at_a_time_and_turns_the_page_in_place(self) -> None:
        first = say(found("a", *ALL), "library/found")
        assert choices(first)[-1] == "next"
        event = turned(first, "next")
        assert isinstance(event, ev.LibrarySearched)
        second = say(does(event, found=Found("a", ALL)), "library/found")
        assert second.subject == first.subject
        assert (second.data["page"], second.data["pages"]) == (2, 4)
        assert choices(second)[-2:] == ["previous", "next"]
        back = turned(second, "previous")
        assert does(back, found=Found("a", ALL)).effects == (first,)
        beyond = does(ev.LibrarySearched("a", 99), found=Found("a", ALL))
        assert choices(say(beyond, "library/found"))[-1] == "previous", "a page beyond the last is the last"

    def test_of_its_own_is_a_message_of_its_own(self) -> None:
        subjects = {say(found("a", ASK, cause=cause), "library/found").subject for cause in ("one", "two")}
        assert len(subjects) == 2

    def test_says_which_word_it_took_for_another(self) -> None:
        hits = Found("delgate", (ASK,), guessed=(("delgate", "delegate"),))
        card = say(does(ev.LibrarySearched("delgate"), found=hits), "library/found")
        assert card.data["guessed"] == [{"typed": "delgate", "read": "delegate"}]

    @pytest.mark.parametrize("words", ["xyzzy", "  "])
    def test_may_find_nothing(self, words: str) -> None:
        assert say(does(ev.LibrarySearched(words), found=Found(words)), "library/nothing").data == {
            "words": words.strip()
        }

    def test_leaves_out_what_the_library_no_longer_has(self) -> None:
        assert titles(found("a", PracticeId("gone"), ASK)) == ["Ask before telling 1"]

    def test_with_an_unknown_tag_asks_what_was_meant(self) -> None:
        hits = Found("conflict role:led", unknown=UnknownTag("role:led", "role:lead"))
        card = say(does(ev.LibrarySearched("conflict role:led"), found=hits), "library/unknown_tag")
        assert card.data["nearest"] == "role:lead"
        assert turned(card, "search") == ev.LibrarySearched("conflict role:lead")

    def test_with_a_tag_that_is_like_no_other_names_some(self) -> None:
        hits = Found("role:xyz", unknown=UnknownTag("role:xyz", "", ("role:lead", "role:manager")))
        card = say(does(ev.LibrarySearched("role:xyz"), found=hits), "library/unknown_tag")
        assert card.data["known"] == ["role:lead", "role:manager"]
        assert choices(card) == []

    @pytest.mark.parametrize(
        "changes", [{"person": a_coach(), "journey": None}, {"journey": a_journey(learner=a_learner(stage="asked"))}]
    )
    def test_is_for_everybody_but_only_who_practises_can_start(self, changes: dict[str, object]) -> None:
        assert choices(say(found("a", ASK, **changes), "library/found")) == ["save"]


class TestElectives:
    LIBRARY = a_library(packs={FAR_AWAY.id: FAR_AWAY})

    def test_are_listed_with_their_pack_to_start(self) -> None:
        decision = does(ev.ElectivesAsked(), library=self.LIBRARY)
        card = say(decision, "library/electives")
        assert titles(decision, "library/electives") == ["Close with decisions 1", "Close with decisions 2"]
        [row, _] = card.data["practices"]  # type: ignore[misc]
        assert row["pack"] == "Leading far away"  # type: ignore[index]
        assert attempt(does(press(card, "take"), library=self.LIBRARY)).elective
        assert not attempt(does(ev.PracticeChosen(ASK), library=self.LIBRARY)).elective

    def test_may_be_none(self) -> None:
        assert titles(does(ev.ElectivesAsked()), "library/electives") == []

    def test_past_their_review_date_are_not_offered(self) -> None:
        late = berlin(2036, 1, 2)
        assert titles(does(ev.ElectivesAsked(), library=self.LIBRARY, at=late), "library/electives") == []

    @pytest.mark.parametrize("is_elective", [False, True])
    def test_move_no_level(self, is_elective: bool) -> None:  # noqa: FBT001 - a parameter
        library = self.LIBRARY if is_elective else a_library()
        started = a_started_attempt(practice=CLOSE, micro=CLOSING, elective=is_elective)
        reflecting = a_situation(library=library, journey=a_journey(attempt=started))
        given = decide(reflecting, ev.ReflectionGiven(ATTEMPT, dict.fromkeys(QUESTIONS, "I closed it."), 5))
        after = learner(given).standings[CLOSING]
        assert (after.estimate.ratings == 0) is is_elective
        assert any(isinstance(state, Assessment) for state in given.state) is not is_elective
        assert after.due_on is not None, "what was learned comes back all the same"
        reflected = a_journey(attempt=a_reflected_attempt(practice=CLOSE, micro=CLOSING, elective=is_elective))
        coached = a_situation(library=library, person=a_coach(), journey=reflected)
        given = decide(coached, ev.FeedbackGiven(LEA, ATTEMPT, "s", "b", "i", "n", 5))
        assert (learner(given).standings[CLOSING].estimate.ratings == 0) is is_elective
        assert any(isinstance(state, Assessment) for state in given.state) is not is_elective


class TestTheShelf:
    def test_takes_each_practice_once(self) -> None:
        one = kept(does(ev.PracticeSaved(ASK)), Shelf)
        both = kept(does(ev.PracticeSaved(ASK_2), shelf=one), Shelf)
        again = does(ev.PracticeSaved(ASK), shelf=both)
        assert [it.practice for it in kept(again, Shelf).kept] == [ASK, ASK_2]
        assert say(again, "library/kept").data == {"title": "Ask before telling 1"}
        assert refused(a_situation(), ev.PracticeSaved(PracticeId("gone"))) == "unreadable/practice_gone"

    def test_is_everybody_s_own(self) -> None:
        coach = a_coach()
        shelf = kept(does(ev.PracticeSaved(ASK), person=coach, journey=None), Shelf)
        assert shelf.person == coach.id
        card = say(does(ev.SavedAsked(), person=coach, journey=None, shelf=shelf), "library/saved")
        assert choices(card) == ["unsave"]

    def test_may_be_empty(self) -> None:
        assert titles(does(ev.SavedAsked()), "library/saved") == []

    def test_survives_an_upgrade_of_the_content(self) -> None:
        saved = Shelf(
            PersonId("lea"),
            (
                Kept(ASK, "As it was called", 1),
                Kept(PracticeId("retired"), "Retired", 1),
                Kept(PracticeId("gone"), "Gone for good", 4),
                Kept(PracticeId("gone-before-titles"), "", 1),
            ),
        )
        library = a_library([a_practice(revision=2), a_practice(id=PracticeId("retired"), retired=True, title="Now")])
        first = does(ev.SavedAsked(), shelf=saved, library=library)
        card = say(first, "library/saved")
        seen = [(row["title"], row["state"], row["newer"]) for row in card.data["practices"]]  # type: ignore[index, union-attr]
        assert seen == [
            ("Ask before telling 1", "offered", True),
            ("Now", "resting", False),
            ("Gone for good", "gone", False),
        ]
        assert choices(card) == ["take", "unsave", "unsave", "unsave", "next"]
        second = does(turned(card, "next"), shelf=saved, library=library)
        assert titles(second, "library/saved") == ["Gone before titles"]
        seen_again = kept(does(ev.PracticeSaved(ASK), shelf=saved, library=library), Shelf)
        assert seen_again.kept[0] == Kept(ASK, "Ask before telling 1", 2)

    def test_lets_go_of_one_in_place(self) -> None:
        shelf = Shelf(LEA, (Kept(ASK, "Ask", 1), Kept(PracticeId("gone"), "Gone", 1)))
        card = say(does(ev.SavedAsked(), shelf=shelf), "library/saved")
        decision = does(turned(card, "unsave"), shelf=shelf)
        left = kept(decision, Shelf)
        assert [it.practice for it in left.kept] == ["gone"]
        after = say(decision, "library/saved")
        assert after.subject == card.subject
        assert titles(decision, "library/saved") == ["Gone"]
        assert kept(does(turned(card, "unsave"), shelf=left), Shelf) == left, "pressed twice"
