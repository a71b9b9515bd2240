"""What somebody meant who typed a few words; how it is then looked up is tested on the databases themselves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PracticeId
from bot.engine.search.pages import edition, made_of
from bot.engine.search.stems import stems
from bot.engine.search.vocabulary import Vocabulary, seek
from tests.make import a_library, a_practice

TAGGED = a_practice(tags={"role": ("team lead",), "impact": ("trust",)})


def vocabulary(*titles: str, locale: str = "en") -> Vocabulary:
    practices = [replace(TAGGED, id=PracticeId(f"p-{n}"), title=title) for n, title in enumerate(titles)]
    _, words = made_of({locale: a_library(practices, locale=locale, pathways={})})
    return Vocabulary(locale, len(titles), {word.term: word for word in words})


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("Delegating, delegates!", "en", ["deleg", "deleg"]),
        ("die Gespräche", "de-AT", ["die", "gesprach"]),
        ("les réunions", "fr", ["les", "réunions"]),
        ("a_b 12:30 x", "en", ["12", "30"]),
    ],
)
def test_words_lose_their_endings_in_the_languages_that_have_rules(text: str, locale: str, found: list[str]) -> None:
    assert stems(text, locale) == found


def test_every_change_of_the_content_makes_another_edition() -> None:
    base = edition({"en": a_library([TAGGED])})
    assert base == edition({"en": a_library([replace(TAGGED, owner="somebody@example.org")])}), "what nobody searches"
    changed = (
        replace(TAGGED, title="Another"),
        replace(TAGGED, guide="Another."),
        replace(TAGGED, tags={"role": ("manager",)}),
        replace(TAGGED, review_by=TAGGED.review_by.replace(year=2030)),
        replace(TAGGED, retired=True),
    )
    editions = {edition({"en": a_library([practice])}) for practice in changed}
    assert len(editions) == len(changed)
    assert base not in editions
    assert edition({"de": a_library([TAGGED])}) != base


def test_what_was_typed_is_said_again_without_its_signs() -> None:
    sought = seek(' "Trust"; 💥 ROLE:"Team Lead" ask! ask', [vocabulary("Ask for trust")])
    assert sought.words == "Trust ask role:team-lead"
    assert sought.tags == (("role:team-lead",),)
    again = seek(sought.words, [vocabulary("Ask for trust")])
    assert again == sought, "so a button may carry it"


def test_only_words_that_there_are_are_ever_looked_up() -> None:
    known = vocabulary("Ask for trust", "Say no")
    sought = seek('trust\' OR "1"=1 xyzzy NEAR( tru%', [known])
    looked_up = {term.removeprefix("title/") for clue in sought.clues for term in clue.terms}
    assert looked_up
    assert looked_up <= set(known.words)


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr"]))
def test_whatever_is_typed_is_read(typed: str, locale: str) -> None:
    known = vocabulary("Ask for trust", "Nein sagen", "Say no 12:30", locale=locale)
    sought = seek(typed, [known])
    terms = {term.removeprefix("title/") for clue in sought.clues for term in clue.terms}
    assert terms | {tag for kind in sought.tags for tag in kind} <= set(known.words)
    assert sought.words.isprintable(), "a button carries it"


def test_a_word_too_short_to_guess_is_left_alone() -> None:
    assert seek("xx", [vocabulary("Ask for trust")]).clues == ()


def test_the_first_language_that_knows_a_word_reads_it() -> None:
    languages = [vocabulary("Vertrauen fassen", locale="de"), vocabulary("Gain trust")]
    assert seek("gaining", languages).locale == "en"
    assert seek("vertrauen", languages).locale == "de"
    assert seek("xyzzy", languages).locale == "de"
