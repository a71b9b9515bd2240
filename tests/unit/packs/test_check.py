"""What authors get wrong, and what they are told."""

import re
import sys
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.ids import MicroId
from bot.packs.check import check
from bot.packs.load import load
from tests.unit.packs.desk import (
    GOOD,
    GOOD_WORDS,
    PRACTICE_WORDS,
    PRACTICES,
    Desk,
    other_words,
    practice,
)

COMPETENCY = "competencies/listening.yaml"
COMPETENCY_WORDS = "competencies/listening.en.yaml"
PATHWAY = "pathways/first-steps.yaml"


# The framework


def test_weights_of_105_percent_are_refused_by_that_number(desk: Desk) -> None:
    desk.change("framework.yaml", "0.25", "0.30")
    assert desk.complaint() == (
        "framework.yaml:6: The weights add up to 105 %. Change them until they add up to 1.00, which is 100 %."
    )


def test_weights_may_be_edited_as_long_as_they_add_up(desk: Desk) -> None:
    desk.change("framework.yaml", "0.40", "0.50")
    desk.change("framework.yaml", "0.25", "0.15")
    assert desk.faults() == []


def test_weights_written_as_percents_are_named_by_their_sum_too(desk: Desk) -> None:
    weights = "{core: 40, enhancement: 35, contextual: 30}"
    desk.write("framework.yaml", f"version: 1\nlocales: [en]\nweights: {weights}\n")
    said = desk.said()
    assert any("105 %" in line for line in said)
    assert any("Write a number from 0 to 1, like 0.5." in line for line in said)


def test_fsrs_must_be_installed_to_be_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.change(COMPETENCY, "scope: weekly", "scope: weekly\n    spacing: fsrs")
    assert desk.said() == []
    monkeypatch.setitem(sys.modules, "fsrs", None)
    assert desk.complaint() == (
        f"{COMPETENCY}:9: FSRS is not installed here. Install microcoach[fsrs], or take this line out."
    )


def test_there_are_two_kinds_of_spacing(desk: Desk) -> None:
    desk.change(COMPETENCY, "scope: weekly", "scope: weekly\n    spacing: leitner")
    assert desk.complaint() == f"{COMPETENCY}:9: “spacing” is leitner. Choose one of: ladder, fsrs."


@pytest.mark.parametrize("weight", ["-0.40", ".nan", ".inf", "1e400", "0,40", "forty", "!!float 0.4"])
def test_a_weight_must_be_a_plain_number(desk: Desk, weight: str) -> None:
    desk.change("framework.yaml", "0.40", weight)
    assert any(said.startswith("framework.yaml:4:") for said in desk.said())


def test_a_missing_weight_is_missed(desk: Desk) -> None:
    desk.change("framework.yaml", "  contextual: 0.25\n", "")
    assert any("“contextual” is missing" in said for said in desk.said())


def test_the_default_language_must_be_offered(desk: Desk) -> None:
    desk.change("framework.yaml", "[en]", "[de]")
    assert any("“en” is not among the locales" in said for said in desk.said())


def test_a_language_is_no_path(desk: Desk) -> None:
    desk.change("framework.yaml", "[en]", '[en, "../../en"]')
    assert desk.complaint().startswith("framework.yaml:2: “../../en” can't be an id.")


def test_a_folder_that_is_not_there_is_a_fault(desk: Desk) -> None:
    assert [fault.what for fault in check(desk.folder / "nowhere")] == ["There is no such folder."]


def test_a_competency_needs_a_class(desk: Desk) -> None:
    desk.change(COMPETENCY, "class: core\n", "")
    assert desk.complaint() == f"{COMPETENCY}:1: “class” is missing. Add a line that begins with class:"


def test_a_class_is_one_of_three(desk: Desk) -> None:
    desk.change(COMPETENCY, "class: core", "class: essential")
    assert desk.complaint() == (f"{COMPETENCY}:2: “class” is essential. Choose one of: core, enhancement, contextual.")


def test_a_micro_competency_needs_an_indicator(desk: Desk) -> None:
    indicator = "\n      - behaviour: Asks an open question first.\n        threshold: In 3 of 4 conversations"
    desk.change(COMPETENCY_WORDS, indicator, " []")
    assert desk.complaint().startswith(f"{COMPETENCY_WORDS}:9: There is no indicator.")


def test_an_indicator_needs_a_threshold(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "        threshold: In 3 of 4 conversations\n", "")
    assert desk.complaint().startswith(f"{COMPETENCY_WORDS}:10: “threshold” is missing.")


def test_every_level_needs_its_anchor(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "      4: Asks on a busy day.\n", "")
    assert "“4” is missing" in desk.complaint()


def test_an_empty_anchor_is_refused(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "4: Asks on a busy day.", "4:")
    assert desk.complaint().startswith(f"{COMPETENCY_WORDS}:16: “4” is empty.")


def test_an_anchor_is_short(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "1: Tells.", f"1: {'x' * 203}")
    assert desk.complaint().endswith("“1” has 203 characters; at most 200 fit. Cut 3 of them.")


def test_every_slip_is_said_with_file_line_and_remedy(desk: Desk) -> None:
    desk.change("framework.yaml", "0.25", "0.30")
    desk.change(COMPETENCY_WORDS, "      4: Asks on a busy day.\n", "")
    desk.change(COMPETENCY, "scope: daily\n", "scope: daily\n    prerequisites: [wait-for-it]\n")
    desk.change(PATHWAY, "ask-openly: 4", "ask-openly: 6")
    desk.change("roles/new-lead.yaml", "3.5", "6")
    said = desk.said()
    assert len(said) == 5
    for line in said:
        assert re.match(r"[a-z/.-]+\.(yaml|md):\d+: .+\. .+[.:]\Z", line), line


# What is retired, and what is measured elsewhere


def test_what_trains_something_retired_is_retired_with_it(desk: Desk) -> None:
    """A skill goes in mid-cycle: what was said of it stays, and it is offered no more."""
    desk.change(COMPETENCY, "scope: daily\n", "scope: daily\n    retired: true\n")
    library = load(desk.folder)["en"]
    assert all(practice.retired for practice in library.practices.values())
    assert library.framework.present == ("core",)
    assert MicroId("ask-openly") in library.framework.micro_competencies
    assert MicroId("ask-openly") not in library.framework.edition.classes
    assert any("“good-question” is retired" in said for said in desk.said())


METRICS = "    metrics:\n      - {id: open-questions, indicator: 1, levels: [25, 50, 75, 90]}\n"


def test_a_metric_says_from_where_on_it_is_which_level(desk: Desk) -> None:
    desk.change(COMPETENCY, "scope: daily\n", f"scope: daily\n{METRICS}")
    assert desk.faults() == []
    metric = load(desk.folder)["en"].framework.metrics["open-questions"]
    assert [metric.level(value) for value in (0, 24.9, 25, 60, 89, 90, 1000)] == [1, 1, 2, 3, 4, 5, 5]
    assert replace(metric, steps=(40, 30, 20, 10)).level(25) == 3, "where less is better"


@pytest.mark.parametrize(
    "levels", ["[25, 50, 75]", "[25, 50, 50, 90]", "[25, 75, 50, 90]", "[25, 50, 75, .nan]", "[]", "25"]
)
def test_a_metric_has_four_steps_in_one_direction(desk: Desk, levels: str) -> None:
    desk.change(COMPETENCY, "scope: daily\n", f"scope: daily\n{METRICS.replace('[25, 50, 75, 90]', levels)}")
    assert any(said.startswith(f"{COMPETENCY}:") for said in desk.said())


def test_a_metric_belongs_to_an_indicator_that_is_there(desk: Desk) -> None:
    desk.change(COMPETENCY, "scope: daily\n", f"scope: daily\n{METRICS.replace('indicator: 1', 'indicator: 2')}")
    assert desk.complaint().endswith("“indicator” is 2. Write a whole number from 1 to 1.")


def test_words_for_an_unknown_micro_competency_are_refused_with_a_guess(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "  ask-openly:\n", "  ask-open:\n")
    assert any("“ask-open” is not known here. Did you mean ask-openly?" in said for said in desk.said())


def test_a_group_that_is_only_a_text_is_refused(desk: Desk) -> None:
    desk.change("framework.yaml", "weights:\n  core: 0.40\n  enhancement: 0.35\n  contextual: 0.25", "weights: equal")
    assert "“weights” needs fields of its own" in desk.complaint()


def test_a_list_of_micro_competencies_needs_dashes(desk: Desk) -> None:
    desk.change(COMPETENCY, "  - id: ask-openly\n    scope: daily\n", "  ask-openly: daily\n")
    desk.change(COMPETENCY, "  - id: wait-for-it\n    scope: weekly\n    prerequisites: [ask-openly]\n", "")
    assert any("“micro_competencies” is not a list" in said for said in desk.said())


def test_a_text_that_is_a_list_is_refused(desk: Desk) -> None:
    desk.change(COMPETENCY_WORDS, "name: Listening", "name: [Listening]")
    assert "“name” is not a text" in desk.complaint()


def test_a_single_synonym_needs_no_list(desk: Desk) -> None:
    desk.change("glossary.en.yaml", "[mentor]", "mentor")
    assert desk.faults() == []


# Facts of a practice


@pytest.mark.parametrize("minutes", ["25", "9", "0", "-15", "15.0", "1_5", "0x0F", "twelve", "12:30", ".nan"])
def test_minutes_are_whole_and_from_10_to_20(desk: Desk, minutes: str) -> None:
    desk.change(GOOD, "minutes: 15", f"minutes: {minutes}")
    assert desk.complaint() == f"{GOOD}:5: “minutes” is {minutes}. Write a whole number from 10 to 20."


@pytest.mark.parametrize("tier", ["0", "4", "hard"])
def test_tiers_are_1_to_3(desk: Desk, tier: str) -> None:
    desk.change(GOOD, "tier: 1", f"tier: {tier}")
    assert desk.complaint().startswith(f"{GOOD}:4: “tier” is {tier}.")


def test_a_missing_field_is_named(desk: Desk) -> None:
    desk.change(GOOD, "minutes: 15\n", "")
    assert desk.complaint() == f"{GOOD}:1: “minutes” is missing. Add a line that begins with minutes:"


def test_an_unknown_field_comes_with_a_guess(desk: Desk) -> None:
    desk.change(GOOD, "minutes: 15", "minutes: 15\nretird: true")
    assert desk.complaint() == f"{GOOD}:6: “retird” is not known here. Did you mean retired?"


def test_a_field_like_no_other_comes_with_what_is_known(desk: Desk) -> None:
    desk.change(GOOD, "  role:", "  xyz:")
    assert desk.complaint().endswith("“xyz” is not known here. Known here: role, function, impact, moment.")


def test_a_micro_competency_must_exist(desk: Desk) -> None:
    desk.change(GOOD, "ask-openly", "ask-opnly")
    assert any(said.startswith(f"{GOOD}:3: There is no micro-competency “ask-opnly”.") for said in desk.said())


@pytest.mark.parametrize("day", ["30.11.2027", "2027-02-30", "2027-11-30T00:00:00", "20271130", "soon"])
def test_a_review_date_is_a_date(desk: Desk, day: str) -> None:
    desk.change(GOOD, "2027-11-30", day)
    assert desk.complaint().endswith(f"“review_by” is {day}, which is not a date. Write it like 2027-03-31.")


def test_a_past_review_date_is_a_warning_from_the_next_day_on(desk: Desk) -> None:
    desk.change(GOOD, "2027-11-30", "2026-11-19")
    fault = desk.only_fault(date(2026, 11, 20))
    assert (fault.line, fault.is_error) == (9, False)
    assert "2026-11-19" in fault.what
    assert ": warning: " in str(fault)
    assert desk.faults(date(2026, 11, 19)) == []


def test_a_retired_practice_needs_no_review(desk: Desk) -> None:
    desk.change(GOOD, "2027-11-30", "2026-11-19\nretired: true")
    desk.change(PATHWAY, "good-question, ", "")
    assert desk.faults(date(2026, 11, 20)) == []


def test_retired_is_true_or_false(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\nretired: yes")
    assert desk.complaint().endswith("“retired” is yes. Choose one of: false, true.")


def test_an_owner_can_be_written_to(desk: Desk) -> None:
    desk.change(GOOD, "writer@example.org", "Wilma")
    assert desk.complaint().startswith(f"{GOOD}:8: “Wilma” is not an e-mail address.")


@pytest.mark.parametrize("id_", ["Good-Question", "good question", "1-good", "good--question", "güte", "a-"])
def test_an_id_is_plain(desk: Desk, id_: str) -> None:
    desk.change(GOOD, "id: good-question", f"id: {id_}")
    assert any(f"“{id_}” can't be an id" in said for said in desk.said())


def test_an_id_is_the_name_of_its_file(desk: Desk) -> None:
    desk.change(GOOD, "id: good-question", "id: better-question")
    assert any("is not the file's name. Write good-question, or rename it." in said for said in desk.said())


def test_an_id_is_used_once_in_all_packs(desk: Desk) -> None:
    desk.write("packs/more/pack.yaml", "owner: writer@example.org\n")
    desk.write("packs/more/pack.en.yaml", "title: More\n")
    desk.write("packs/more/practices/good-question.yaml", practice("good-question"))
    desk.write("packs/more/practices/good-question.en.md", PRACTICE_WORDS)
    assert any("The id “good-question” is taken already, in" in said for said in desk.said())


def test_an_id_is_used_once_on_one_line_too(desk: Desk) -> None:
    desk.change(COMPETENCY, "[ask-first]", "[ask-first, ask-first]")
    assert "The id “ask-first” is taken already" in desk.complaint()


def test_a_missing_id_is_said_and_nothing_else(desk: Desk) -> None:
    desk.change(GOOD, "id: good-question\n", "")
    assert desk.complaint().startswith(f"{GOOD}:1: “id” is missing.")


def test_an_id_is_used_once_for_whatever_it_names(desk: Desk) -> None:
    desk.change(COMPETENCY, "[ask-first]", "[good-question]")
    desk.change(COMPETENCY_WORDS, "ask-first:", "good-question:")
    assert "The id “good-question” is taken already" in desk.complaint()


# Words of a practice


def test_words_must_exist_in_the_default_language(desk: Desk) -> None:
    desk.remove(GOOD_WORDS)
    assert desk.complaint().startswith(f"{GOOD_WORDS}:1: The file can't be read: No such file or directory.")


def test_a_missing_heading_is_named(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "## Constraint\n\nLittle time.\n\n", "")
    assert desk.complaint() == (
        f"{GOOD_WORDS}:1: The heading “Constraint” is missing. Add “## Constraint” and its text."
    )


def test_an_empty_heading_is_refused(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "Little time.", "")
    assert desk.complaint() == f"{GOOD_WORDS}:14: There is nothing under “Constraint”. Write it."


def test_an_unknown_heading_is_refused(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "## Guide", "## Guidance")
    assert any("The heading “Guidance” is not known." in said for said in desk.said())


def test_a_heading_stands_once(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "## Guide", "## Constraint\n\nNo money.\n\n## Guide")
    assert "stands here twice, first in line 14" in desk.complaint()


@pytest.mark.parametrize("head", ["", "# One\n\n# Two\n"])
def test_there_is_one_title(desk: Desk, head: str) -> None:
    desk.change(GOOD_WORDS, "# A good question\n", head)
    assert any("title" in said for said in desk.said())


def test_an_empty_title_is_refused(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "# A good question", "# ")
    assert "title" in desk.complaint()


@pytest.mark.parametrize(
    ("old", "new"),
    [("# A good question", "Draft\n\n# A good question"), ("# A good question", "# A good question\n\nDraft")],
)
def test_every_text_has_its_heading(desk: Desk, old: str, new: str) -> None:
    desk.change(GOOD_WORDS, old, new)
    assert "There is text" in desk.complaint()


def test_there_must_be_success_criteria(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "- You asked one question\n  that was open.\n- You waited.\n", "Do it well.\n")
    assert desk.complaint() == (
        f"{GOOD_WORDS}:18: “Success criteria” has 0 entries that begin with a dash. "
        "Write 2 to 3, each on a line that begins with “- ”."
    )


def test_there_are_at_most_three_success_criteria(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "- You waited.", "- You waited.\n- You nodded.\n- You smiled.")
    assert "“Success criteria” has 4 entries" in desk.complaint()


def test_a_list_begins_with_its_first_entry(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "- One\n", "Before you go:\n- One\n")
    assert "There is text before the first entry of “Checklist”." in desk.complaint()


def test_a_reason_names_its_source(desk: Desk) -> None:
    desk.change(GOOD_WORDS, " Source: practitioner experience", "")
    assert desk.complaint().startswith(f"{GOOD_WORDS}:24: “Why it works” names no source.")


@pytest.mark.parametrize(
    ("old", "length", "line", "most"),
    [
        ("A good question", 71, 1, "70"),
        ("Ask one question\nbefore you advise.", 201, 3, "200"),
        ("Choose a conversation.\n\nAsk first.", 901, 8, "900"),
        ("Little time.", 201, 14, "200"),
        ("You waited.", 161, 22, "160"),
        ("Ask **openly**.\n\n- Wait.", 2801, 34, "2,800"),
        ("She asks what to do,\nand the train leaves in an hour.", 501, 45, "500"),
        ("Tell her", 71, 49, "70"),
        ("She does it, and asks again on Monday.", 301, 50, "300"),
        ("What did you hear?", 201, 59, "200"),
        ("What do you ask?", 201, 64, "200"),
    ],
)
def test_a_text_has_its_length(desk: Desk, old: str, length: int, line: int, most: str) -> None:
    desk.change(GOOD_WORDS, old, "x" * length)
    said = desk.complaint()
    assert said.startswith(f"{GOOD_WORDS}:{line}: ")
    assert said.endswith(f"has {length:,} characters; at most {most} fit. Cut 1 of them.")


@pytest.mark.parametrize("text", ["**Little** time.", "Little `time`.", "[Little](https://example.org) time."])
def test_plain_parts_have_no_markup(desk: Desk, text: str) -> None:
    desk.change(GOOD_WORDS, "Little time.", text)
    assert "“Constraint” is shown as plain text." in desk.complaint()


@pytest.mark.parametrize("text", ["### Ask", "| a | b |", "[here](https://example.org)", "```\ncode\n```"])
def test_guides_use_what_every_chat_can_show(desk: Desk, text: str) -> None:
    desk.change(GOOD_WORDS, "Ask **openly**.", text)
    assert "“Guide” uses Markdown that not every chat can show." in desk.complaint()


# Pathways


def test_a_pathway_begins_gently(desk: Desk) -> None:
    desk.change(f"{PRACTICES}/second-question.yaml", "tier: 1", "tier: 3")
    assert desk.complaint() == (
        f"{PATHWAY}:4: “second-question” is tier 3 and stands at place 2. "
        "Begin with two practices of tier 1 or 2, for an early win."
    )


def test_a_third_practice_may_be_hard(desk: Desk) -> None:
    desk.write(f"{PRACTICES}/third-question.yaml", practice("third-question").replace("tier: 1", "tier: 3"))
    desk.write(f"{PRACTICES}/third-question.en.md", other_words("Write it down.", "Take a pen."))
    desk.change(PATHWAY, "second-question]", "second-question, third-question]")
    assert desk.faults() == []


def test_a_pathway_has_only_practices_that_exist(desk: Desk) -> None:
    desk.change(
        PATHWAY, "[good-question, second-question]", "\n    - good-question\n    - second-question\n    - third"
    )
    assert desk.complaint().startswith(f"{PATHWAY}:7: There is no practice “third”.")


def test_a_pathway_has_each_practice_once(desk: Desk) -> None:
    desk.change(PATHWAY, "second-question]", "second-question, good-question]")
    assert "“good-question” stands here twice" in desk.complaint()


def test_a_pathway_leads_somewhere(desk: Desk) -> None:
    desk.change(PATHWAY, "[good-question, second-question]", "[]")
    assert any("The module has no practices." in said for said in desk.said())


@pytest.mark.parametrize("target", ["0.9", "5.1", "6", "-4", ".nan", "high"])
def test_a_target_is_a_level(desk: Desk, target: str) -> None:
    desk.change(PATHWAY, "ask-openly: 4", f"ask-openly: {target}")
    assert desk.complaint().startswith(f"{PATHWAY}:7: “ask-openly” is {target}. Write a number from 1 to 5")


def test_every_trained_micro_competency_has_a_target(desk: Desk) -> None:
    desk.change(PATHWAY, "ask-openly: 4", "{}")
    assert "“ask-openly” is missing" in desk.complaint()


def test_a_target_for_something_else_is_refused(desk: Desk) -> None:
    desk.change(PATHWAY, "ask-openly: 4", "ask-openly: 4\n  ask-kindly: 4")
    assert "“ask-kindly” is not known here. Did you mean ask-openly?" in desk.complaint()


def test_a_retired_practice_in_a_pathway_is_a_warning(desk: Desk) -> None:
    desk.change(GOOD, "tier: 1", "tier: 1\nretired: true")
    assert desk.complaint().startswith(f"{PATHWAY}:4: warning: “good-question” is retired.")


def test_a_practice_in_no_pathway_is_a_warning(desk: Desk) -> None:
    desk.change(PATHWAY, "good-question, ", "")
    assert desk.complaint() == (
        f"{GOOD}:1: warning: “good-question” is in no pathway. Add it to one in pathways/, or retire it."
    )


# Files nobody reads


@pytest.mark.parametrize(
    "name",
    [
        "packs/questions/practices/good-question.yml",
        "packs/questions/practices/good-question.md",
        "packs/questions/notes.txt",
        "packs/questions/good-question.yaml",
        "competency/listening.yaml",
    ],
)
def test_a_file_that_nobody_reads_is_a_slip(desk: Desk, name: str) -> None:
    desk.write(name, "id: x\n")
    assert desk.complaint().startswith(f"{name}:1: Nobody reads this file.")


def test_words_without_facts_are_a_slip(desk: Desk) -> None:
    desk.write(f"{PRACTICES}/third.en.md", PRACTICE_WORDS)
    assert desk.complaint().startswith(f"{PRACTICES}/third.en.md:1: There is no third.yaml beside these words.")


@pytest.mark.parametrize("name", ["README.md", "sample/people.csv", ".DS_Store", "packs/questions/practices/.swp"])
def test_what_is_no_content_is_left_alone(desk: Desk, name: str) -> None:
    desk.write(name, "x")
    assert desk.faults() == []
