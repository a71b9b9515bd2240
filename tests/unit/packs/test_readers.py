"""Texts that are hard to read, and practices that are like another one."""

import pytest

from bot.packs.readability import ease
from tests.unit.packs.desk import GOOD_WORDS, PRACTICES, Desk
from tests.unit.packs.test_languages import GERMAN, translate_all

HARD = (
    "Organizational transformation initiatives necessitate comprehensive multidimensional communication "
    "methodologies encompassing participatory decision-making architectures, thereby facilitating sustainable "
    "implementation capabilities throughout heterogeneous departmental configurations while simultaneously "
    "maintaining psychological safety considerations and accountability expectations across "
    "interdisciplinary collaboration environments, regardless of geographical distribution or "
    "contractual relationships."
)
PLAIN = "Ask one thing. Then wait. Say what you heard. Ask if it is right. Thank them. " * 4
AMTSDEUTSCH = (
    "Die Inanspruchnahme der Fortbildungsangebote setzt die Genehmigung durch die Personalverwaltung sowie die "
    "Berücksichtigung betriebswirtschaftlicher Rahmenbedingungen voraus, wobei insbesondere die "
    "Wirtschaftlichkeitsbetrachtung der Weiterbildungsmaßnahme, die Vertretungsregelung innerhalb der "
    "Organisationseinheit und die Dokumentationsverpflichtungen der Führungskraft gegenüber der "
    "Geschäftsführung vollumfänglich einzuhalten und nachzuweisen sind, soweit entgegenstehende "
    "Vereinbarungen der Arbeitnehmervertretung nicht ausdrücklich vorgehen."
)


def test_flesch_gives_the_figure_of_his_formula() -> None:
    text = "The cat sat on the mat. " * 8  # six words of one syllable in each sentence
    assert ease(text, "en") == pytest.approx(206.835 - 1.015 * 6 - 84.6)


def test_amstad_gives_the_figure_of_his() -> None:
    text = "Der Hund lief auf den Hof. " * 8
    assert ease(text, "de") == pytest.approx(180 - 6 - 58.5)


def test_shorter_sentences_and_words_read_more_easily() -> None:
    hard, plain = ease(HARD, "en"), ease(PLAIN, "en")
    assert hard is not None
    assert plain is not None
    assert hard < 0
    assert plain > 90


@pytest.mark.parametrize(("text", "locale"), [("Ask. Wait.", "en"), (PLAIN, "fr")])
def test_of_a_short_text_or_another_language_nothing_is_said(text: str, locale: str) -> None:
    assert ease(text, locale) is None


def test_who_speaks_and_how_it_is_set_does_not_count() -> None:
    said = "What have you tried so far? I asked her twice and then I wrote to him. " * 4
    assert ease(f"**First try**\n\n**Administrationsleitung:** {said}", "en") == ease(said, "en")


def test_a_text_that_is_hard_to_read_is_a_warning_with_its_line(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Ask **openly**.", HARD)
    complaint = desk.complaint()
    assert complaint.startswith(f"{GOOD_WORDS}:34: warning: “Guide” is hard to read (")
    assert complaint.endswith("Make its sentences shorter, and choose shorter words.")


def test_each_language_is_read_by_its_own_measure(desk: Desk) -> None:
    translate_all(desk)
    desk.change(GERMAN, "Ask **openly**.", AMTSDEUTSCH)
    assert desk.complaint().startswith(f"{GERMAN}:34: warning: “Guide” is hard to read (")


def test_the_anchors_of_a_micro_competency_are_read_together(desk: Desk) -> None:
    first, second = HARD[:180], HARD[180:350]
    desk.change("competencies/listening.en.yaml", "2: Waits for a second.", f"2: '{first}'")
    desk.change("competencies/listening.en.yaml", "3: Waits for three.", f"3: '{second}'")
    assert desk.complaint().startswith("competencies/listening.en.yaml:20: warning: “wait-for-it” is hard to read")


OBJECTIVE = "Before you give your own opinion today, ask the person in front of you what they have tried already."
LIKE_IT = "Ask the person in front of you today what they tried already, before giving your own opinion."


def test_the_same_in_other_words_is_a_warning(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Ask one question\nbefore you advise.", OBJECTIVE)
    desk.change(f"{PRACTICES}/second-question.en.md", "Wait for ten seconds after it.", LIKE_IT)
    assert desk.complaint().startswith(
        f"{PRACTICES}/second-question.en.md:3: warning: “Objective” says much the same as that of “good-question” ("
    )


def test_what_is_retired_may_be_like_its_successor(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Ask one question\nbefore you advise.", OBJECTIVE)
    desk.change(f"{PRACTICES}/second-question.en.md", "Wait for ten seconds after it.", LIKE_IT)
    desk.change(f"{PRACTICES}/good-question.yaml", "tier: 1", "tier: 1\nretired: true")
    desk.change("pathways/first-steps.yaml", "good-question, ", "")
    assert desk.faults() == []
