"""What a word means here, whether it was asked for or another was used for it."""

from dataclasses import replace

import pytest

from bot.domain.competency import Term
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.situation import Situation
from tests.make import ASKING, LEA, a_coach, a_framework, a_journey, a_library, a_situation
from tests.unit.engine.look import refused, say

FACILITATE = Term(
    "facilitate (a meeting)", "to ask so that others decide", ("ran the meeting", "chair"), {"crisis": "x"}
)
MODERIEREN = Term("moderieren", "fragen, damit andere entscheiden", ("Sitzung leiten", "Besprechung führen"), {})


def asked(words: str, **changes: object) -> dict[str, object]:
    return dict(say(decide(a_situation(**changes), ev.TermAsked(words)), "library/term").data)


@pytest.mark.parametrize("word", ["facilitate", "Facilitate!", "run the meeting", "moderat"])
def test_a_term_has_one_meaning_and_those_of_its_contexts(word: str) -> None:
    assert asked(word) == {
        "term": "facilitate",
        "asked": word,
        "context": "",
        "definition": "to ask so that others decide",
        "synonyms": ["run the meeting", "moderate"],
        "variants": [{"context": "crisis", "meaning": "to keep order"}],
    }


@pytest.mark.parametrize("words", ["facilitate crisis", "facilitate in a crisis", "Moderate, crisis"])
def test_a_term_with_its_context_has_that_meaning_alone(words: str) -> None:
    data = asked(words)
    assert (data["context"], data["variants"]) == ("crisis", [{"context": "crisis", "meaning": "to keep order"}])


def test_what_stands_in_brackets_need_not_be_typed() -> None:
    library = a_library(framework=a_framework(glossary=(FACILITATE,)))
    assert asked("facilitate", library=library)["term"] == "facilitate (a meeting)"


def test_a_micro_competency_is_a_term_too() -> None:
    framework = a_framework()
    micros = dict(framework.micro_competencies)
    micros[ASKING] = replace(micros[ASKING], contexts={"crisis": "Ask one thing."})
    data = asked("ask before telling", library=a_library(framework=replace(framework, micro_competencies=micros)))
    assert (data["definition"], data["variants"]) == (
        "Ask before telling.",
        [{"context": "crisis", "meaning": "Ask one thing."}],
    )


@pytest.mark.parametrize("word", ["leadership", "", "*", "%", '"', "💥"])
def test_an_unknown_term_shows_the_known_ones(word: str) -> None:
    data = say(decide(a_situation(), ev.TermAsked(word)), "library/unknown_term").data
    assert data == {"term": word, "known": ["facilitate", "delegate"]}


def test_words_may_be_no_longer_than_words_are() -> None:
    assert refused(a_situation(), ev.TermAsked("a" * 201)) == "unreadable/too_long"


class TestFeedbackInOtherWords:
    """A coach who uses another word for a term of the glossary is told what it means here, once it was sent."""

    def told(self, *words: str, terms: tuple[Term, ...] = (FACILITATE,), locale: str = "en") -> list[object]:
        library = a_library(locale=locale, framework=a_framework(glossary=terms))
        now = a_situation(person=a_coach(), journey=a_journey(), library=library)
        meant = say(decide(now, self.given(now, *words)), "feedback/given").data["meant"]
        assert isinstance(meant, list)
        return [row["said"] for row in meant if isinstance(row, dict)]

    def given(self, _now: Situation, *words: str) -> ev.FeedbackGiven:
        situation, behaviour, impact, following = (*words, "s", "b", "i", "n")[:4]
        return ev.FeedbackGiven(LEA, None, situation, behaviour, impact, following, None)

    @pytest.mark.parametrize(
        "words", ["You ran the meeting well.", "RAN THE MEETING", "You ran the sprint meeting.", "You chaired it."]
    )
    def test_by_a_synonym_however_it_is_written(self, words: str) -> None:
        assert len(self.told(words)) == 1
        assert len(self.told("On Monday", words)) == 1

    @pytest.mark.parametrize(
        "words",
        ["You ran. The others had a meeting.", "the meeting ran late", "You facilitated, and ran the meeting.", ""],
    )
    def test_but_not_by_others_or_beside_the_term_itself(self, words: str) -> None:
        assert self.told(words) == []

    def test_in_german(self) -> None:
        assert self.told("Du hast die Sitzungen geleitet.", terms=(MODERIEREN,), locale="de") == []
        assert self.told("Sitzung gut leiten", terms=(MODERIEREN,), locale="de") == ["Sitzung leiten"]
        assert self.told("Deine Besprechungen führen weiter", terms=(MODERIEREN,), locale="de") == [
            "Besprechung führen"
        ]

    def test_two_at_most(self) -> None:
        terms = tuple(Term(f"term {name}", "x", (f"word {name}",), {}) for name in ("one", "two", "three"))
        assert self.told("word one, word three", "word two", terms=terms) == ["word one", "word two"]

    def test_with_a_hint_at_its_contexts(self) -> None:
        now = a_situation(person=a_coach(), journey=a_journey())
        meant = say(decide(now, self.given(now, "You run the meeting")), "feedback/given").data["meant"]
        definition = "to ask so that others decide"
        assert meant == [{"said": "run the meeting", "term": "facilitate", "definition": definition, "varies": True}]
