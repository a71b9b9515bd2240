"""A second language is a matter of files."""

import pytest

from bot.domain.ids import MicroId, PracticeId
from bot.packs.load import load
from bot.packs.show import summary
from tests.unit.packs.desk import (
    COMPETENCY_WORDS,
    GLOSSARY,
    GOOD_WORDS,
    PATHWAY_WORDS,
    PRACTICE_WORDS,
    PRACTICES,
    PROJECT_WORDS,
    ROLE_WORDS,
    Desk,
)

QUESTION = PracticeId("good-question")
GERMAN = GOOD_WORDS.replace(".en.", ".de.")


def offer_german(desk: Desk) -> None:
    desk.change("framework.yaml", "[en]", "[en, de]")


def translate_all(desk: Desk) -> None:
    offer_german(desk)
    desk.write("glossary.de.yaml", GLOSSARY)
    desk.write("competencies/listening.de.yaml", COMPETENCY_WORDS.replace("Ask openly", "Offen fragen"))
    desk.write("pathways/first-steps.de.md", PATHWAY_WORDS.replace("First steps", "Erste Schritte"))
    desk.write("packs/questions/pack.de.yaml", "title: Fragen\n")
    desk.write("projects/listening-round.de.md", PROJECT_WORDS)
    desk.write("roles/new-lead.de.md", ROLE_WORDS)
    for id_ in ("good-question", "second-question"):
        desk.write(f"{PRACTICES}/{id_}.de.md", PRACTICE_WORDS.replace("A good question", "Eine gute Frage"))


def test_a_language_that_is_only_offered_falls_back_and_is_counted(desk: Desk) -> None:
    offer_german(desk)
    german = load(desk.folder)["de"]
    assert german.practices[QUESTION].title == "A good question"
    assert german.fallbacks == 8
    assert not any(fault.is_error for fault in desk.faults())
    assert sum("There are no words in “de” for this" in said for said in desk.said()) == 8


def test_each_translated_file_counts(desk: Desk) -> None:
    offer_german(desk)
    desk.write(GERMAN, PRACTICE_WORDS.replace("A good question", "Eine gute Frage"))
    libraries = load(desk.folder)
    assert libraries["de"].practices[QUESTION].title == "Eine gute Frage"
    assert libraries["en"].practices[QUESTION].title == "A good question"
    assert libraries["de"].fallbacks == 7
    assert summary(libraries, {})["locales"] == {"en": 1.0, "de": 0.125}


def test_a_complete_translation_needs_nothing_but_files(desk: Desk) -> None:
    translate_all(desk)
    libraries = load(desk.folder)
    german = libraries["de"]
    assert desk.faults() == []
    assert german.fallbacks == 0
    assert german.framework.micro_competencies[MicroId("ask-openly")].name == "Offen fragen"
    assert summary(libraries, {})["locales"] == {"en": 1.0, "de": 1.0}


def test_a_translation_says_as_many_things(desk: Desk) -> None:
    translate_all(desk)
    desk.change(GERMAN, "- Three\n", "- Three\n- Vier\n")
    assert desk.complaint() == (
        f"{GERMAN}:1: “Checklist” has 4 entries here and 3 in en. Say as many things as good-question.en.md does."
    )


def test_a_translation_has_as_many_indicators(desk: Desk) -> None:
    translate_all(desk)
    more = "    indicators:\n      - behaviour: Fragt zuerst.\n        threshold: Immer\n"
    desk.change("competencies/listening.de.yaml", "    indicators:\n", more)
    assert desk.complaint().startswith(
        "competencies/listening.de.yaml:1: “ask-openly”: “indicators” has 2 entries here and 1 in en."
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            GERMAN,
            "### Tell her\n\nShe does it, and",
            "### One\n\nX.\n\n### Two\n\nShe",
            "“Scenario” has 3 entries here and 2",
        ),
        (GERMAN, "- What did you hear?\n", "- Was?\n- Wie?\n", "“Reflection” has 3 entries here and 2"),
        (
            "competencies/listening.de.yaml",
            "      crisis: One",
            "      rot: x\n      crisis: One",
            "“contexts” has 2 entries",
        ),
        ("roles/new-lead.de.md", "- The first no\n", "- Nein\n- Doch\n", "“Situations” has 4 entries here and 3"),
        (
            "projects/listening-round.de.md",
            "- The team\n",
            "- Das\n- Team\n",
            "“Stakeholders” has 3 entries here and 2",
        ),
        ("projects/listening-round.de.md", "- Notes of", "- Zettel\n- Notes of", "“Evidence” has 3 entries here and 2"),
        ("projects/listening-round.de.md", "- What surp", "- Was?\n- What surp", "“Coaching” has 3 entries here and 2"),
        ("projects/listening-round.de.md", "- Five talks", "- Fertig\n- Five talks", "“Milestones” has 3 entries"),
        ("pathways/first-steps.de.md", "- Asking", "- Fragen\n- Asking", "“Modules” has 2 entries"),
    ],
)
def test_every_part_of_a_translation_says_as_many_things(desk: Desk, file: str, old: str, new: str, said: str) -> None:
    translate_all(desk)
    desk.change(file, old, new)
    complaint = desk.complaint()
    assert complaint.startswith(f"{file}:")
    assert said in complaint


def test_the_name_of_a_context_is_a_word_and_translated(desk: Desk) -> None:
    translate_all(desk)
    desk.change("competencies/listening.de.yaml", "crisis: One question, then", "Krise: Eine Frage, dann")
    german = load(desk.folder)["de"].framework.micro_competencies[MicroId("ask-openly")]
    assert german.contexts == {"Krise": "Eine Frage, dann a decision."}


def test_prompts_and_texts_count_alike(desk: Desk) -> None:
    offer_german(desk)
    desk.write(GERMAN, PRACTICE_WORDS)
    prompts = {
        "en": {"practice/offer", "practice/later"},
        "de": {"practice/offer", "practice/of_old"},
        "fr": set[str](),
    }
    assert summary(load(desk.folder), prompts)["locales"] == {"en": 1.0, "de": 0.2, "fr": 0.0}


def test_a_broken_translation_is_refused_like_any_text(desk: Desk) -> None:
    translate_all(desk)
    desk.change(GERMAN, "## Guide\n", "## Leitfaden\n")
    assert any(said.startswith(f"{GERMAN}:34: The heading “Leitfaden” is not known.") for said in desk.said())


def test_words_in_a_language_that_is_not_offered_are_noticed(desk: Desk) -> None:
    desk.write(GERMAN, PRACTICE_WORDS)
    assert desk.complaint().startswith(f"{GERMAN}:1: warning: The language “de” is not offered.")
