"""What practices are put together into: modules, projects, role profiles, packs, and what needs what first."""

import pytest

from tests.unit.packs.desk import GOOD_WORDS, PRACTICES, Desk, offer_an_elective

COMPETENCY = "competencies/listening.yaml"
PATHWAY = "pathways/first-steps.yaml"
PATHWAY_WORDS = "pathways/first-steps.en.md"
PROJECT = "projects/listening-round.yaml"
PROJECT_WORDS = "projects/listening-round.en.md"
ROLE = "roles/new-lead.yaml"


# Scenarios


@pytest.mark.parametrize(("heading", "following"), [("Scenario", "Reflection"), ("Reflection", "Recall")])
def test_every_practice_has_a_scenario_and_questions_of_its_own(desk: Desk, heading: str, following: str) -> None:
    text = (desk.folder / GOOD_WORDS).read_text()
    before, _, after = text.partition(f"## {heading}")
    desk.write(GOOD_WORDS, before + after[after.index(f"## {following}") :])
    assert desk.complaint().startswith(f"{GOOD_WORDS}:1: The heading “{heading}” is missing.")


def test_a_scenario_begins_with_its_situation(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "She asks what to do,\nand the train leaves in an hour.\n", "")
    assert desk.complaint().startswith(f"{GOOD_WORDS}:44: “Scenario” has no situation above its first option.")


def test_a_scenario_has_something_to_choose(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "### Tell her\n\nShe does it, and asks again on Monday.\n", "")
    assert desk.complaint() == (
        f"{GOOD_WORDS}:44: “Scenario” has 1 options. Write 2 or 3, each below a line that begins with “### ”."
    )


def test_four_options_are_too_many(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "### Tell her\n", "### Wait\n\nNothing.\n\n### Sing\n\nNothing.\n\n### Tell her\n")
    assert "“Scenario” has 4 options." in desk.complaint()


def test_an_option_has_words(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "### Tell her", "###")
    assert desk.complaint().startswith(f"{GOOD_WORDS}:49: An option has no words.")


def test_an_option_has_a_consequence(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "She does it, and asks again on Monday.\n", "")
    assert desk.complaint().startswith(f"{GOOD_WORDS}:49: “Tell her” has no consequence.")


def test_an_empty_scenario_is_said_once(desk: Desk) -> None:
    text = (desk.folder / GOOD_WORDS).read_text()
    before, mark, after = text.partition("## Scenario\n")
    desk.write(GOOD_WORDS, f"{before}{mark}\n{after[after.index('## Reflection') :]}")
    assert desk.complaint() == f"{GOOD_WORDS}:44: There is nothing under “Scenario”. Write it."


def test_a_reflection_asks_twice(desk: Desk) -> None:
    desk.change(GOOD_WORDS, "- When did you wait?\n", "")
    assert "“Reflection” has 1 entries" in desk.complaint()


# What needs what first


def test_a_prerequisite_must_exist(desk: Desk) -> None:
    desk.change(COMPETENCY, "[ask-openly]", "[ask-kindly]")
    assert desk.complaint() == (
        f"{COMPETENCY}:9: There is no micro-competency “ask-kindly”. Check the spelling, or take it out."
    )


def test_prerequisites_do_not_go_round_in_a_circle(desk: Desk) -> None:
    desk.change(COMPETENCY, "scope: daily\n", "scope: daily\n    prerequisites: [wait-for-it]\n")
    assert "needs" in desk.complaint()
    assert desk.complaint().startswith(f"{COMPETENCY}:")


def test_nothing_needs_itself(desk: Desk) -> None:
    desk.change(COMPETENCY, "[ask-openly]", "[wait-for-it]")
    assert desk.complaint() == (
        f"{COMPETENCY}:9: The prerequisites go round in a circle: wait-for-it needs wait-for-it. Take one of them out."
    )


# Modules


def test_a_pathway_has_modules(desk: Desk) -> None:
    desk.write(PATHWAY, "id: first-steps\nmodules: []\ntargets: {}\n")
    assert any("The pathway has no modules." in said for said in desk.said())


def test_the_flat_list_of_practices_is_gone(desk: Desk) -> None:
    desk.change(PATHWAY, "targets:", "practices: [good-question]\ntargets:")
    assert any("“practices” is not known here." in said for said in desk.said())


def test_each_module_has_a_title(desk: Desk) -> None:
    desk.change(PATHWAY_WORDS, "- Asking", "- Asking\n- Waiting")
    assert desk.complaint().startswith(f"{PATHWAY_WORDS}:7: “Modules” has 2 entries")


def test_two_modules_of_a_pathway_have_two_ids(desk: Desk) -> None:
    desk.change(PATHWAY, "[good-question, second-question]", "[good-question]")
    desk.change(PATHWAY, "targets:", "  - {id: asking, practices: [second-question]}\ntargets:")
    desk.change(PATHWAY_WORDS, "- Asking", "- Asking\n- Waiting")
    assert desk.complaint().startswith(f"{PATHWAY}:6: There are two modules “asking”.")


def test_a_project_in_a_pathway_must_exist(desk: Desk) -> None:
    desk.change(PATHWAY, "listening-round", "listening-rounds")
    assert any(said.startswith(f"{PATHWAY}:5: There is no project “listening-rounds”.") for said in desk.said())


# Projects


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("competency: listening", "competency: hearing", ":2: There is no competency “hearing”."),
        ("weeks: 2", "weeks: 0", ":3: “weeks” is 0. Write a whole number from 1 to 12."),
        ("[5, 14]", "[14, 5]", ":4: The milestones are not in the order of their days."),
        ("[5, 14]", "[5, 15]", ":4: “milestones” is 5, 15. Write whole numbers from 1 to 14."),
        ("owner: writer@example.org", "owner: Wilma", ":5: “Wilma” is not an e-mail address."),
    ],
)
def test_the_facts_of_a_project_are_checked(desk: Desk, old: str, new: str, said: str) -> None:
    desk.change(PROJECT, old, new)
    assert any(complaint.startswith(f"{PROJECT}{said}") for complaint in desk.said())


def test_each_milestone_has_a_day_and_a_text(desk: Desk) -> None:
    desk.change(PROJECT, "[5, 14]", "[5, 10, 14]")
    assert desk.complaint().startswith(f"{PROJECT_WORDS}:20: “Milestones” has 2 entries")


def test_a_project_that_nothing_leads_to_is_a_warning(desk: Desk) -> None:
    desk.change(PATHWAY, "    project: listening-round\n", "")
    assert desk.complaint().startswith(f"{PROJECT}:1: warning: “listening-round” is in no pathway.")


# Role profiles


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pathway: first-steps", "pathway: last-steps", ":2: There is no pathway “last-steps”."),
        ("ask-openly:", "ask-opnly:", ":4: “ask-opnly” is not known here. Did you mean ask-openly?"),
        ("target: 3.5", "target: 5.5", ":4: “target” is 5.5. Write a number from 1 to 5"),
        ("scope: daily", "scope: hourly", ":4: “scope” is hourly. Choose one of: daily, weekly, compliance."),
        (", scope: daily", "", ":4: “scope” is missing."),
    ],
)
def test_what_a_role_needs_is_checked(desk: Desk, old: str, new: str, said: str) -> None:
    desk.change(ROLE, old, new)
    assert any(complaint.startswith(f"{ROLE}{said}") for complaint in desk.said())


def test_a_role_needs_something(desk: Desk) -> None:
    desk.change(ROLE, "\n  ask-openly: {target: 3.5, scope: daily}", " {}")
    assert desk.complaint().startswith(f"{ROLE}:3: The role needs nothing.")


# Packs


def test_electives_are_in_no_pathway_and_no_orphans(desk: Desk) -> None:
    offer_an_elective(desk)
    assert desk.faults() == []
    desk.change(PATHWAY, "second-question]", "second-question, third-question]")
    assert desk.complaint() == (
        f"{PATHWAY}:4: “third-question” is in an elective pack. Take it out; electives are chosen, and in no pathway."
    )


def test_the_title_of_a_pack_is_a_word_and_stands_with_the_words(desk: Desk) -> None:
    desk.change("packs/questions/pack.yaml", "owner", "title: Questions\nowner")
    assert desk.complaint().startswith("packs/questions/pack.yaml:1: “title” is not known here.")


def test_a_pack_with_words_in_no_language_is_refused(desk: Desk) -> None:
    desk.remove("packs/questions/pack.en.yaml")
    assert desk.complaint().startswith("packs/questions/pack.en.yaml:1: The file can't be read")


def test_practices_stay_in_their_pack(desk: Desk) -> None:
    offer_an_elective(desk)
    (desk.folder / f"{PRACTICES}/second-question.yaml").rename(
        desk.folder / "packs/far-away/practices/second-question.yaml"
    )
    assert any("There is no second-question.yaml beside these words." in said for said in desk.said())


def test_the_name_of_a_pack_is_an_id_too(desk: Desk) -> None:
    (desk.folder / "packs/questions").rename(desk.folder / "packs/My Questions")
    assert desk.complaint().startswith("packs/My Questions/pack.yaml:1: “My Questions” can't be an id.")


def test_what_is_hidden_is_no_pack(desk: Desk) -> None:
    (desk.folder / "packs/.git").mkdir()
    assert desk.faults() == []
