from datetime import date

import pytest

from bot.domain.errors import ContentError
from bot.domain.ids import CompetencyId, MicroId, PackId, PathwayId, PracticeId, ProjectId, RoleProfileId
from bot.domain.pathway import Milestone, Module, Need
from bot.domain.practice import Option, Pack, Scenario
from bot.packs.faults import FaultyContentError
from bot.packs.load import load
from tests.unit.packs.desk import GOOD, GOOD_WORDS, Desk

QUESTION = PracticeId("good-question")


def test_a_good_folder_has_no_faults(desk: Desk) -> None:
    assert desk.faults() == []


def test_a_practice_arrives_with_its_facts_and_words(desk: Desk) -> None:
    practice = load(desk.folder)["en"].practices[QUESTION]
    assert practice.micro_competency == "ask-openly"
    assert (practice.revision, practice.tier, practice.minutes) == (1, 1, 15)
    assert practice.review_by == date(2027, 11, 30)
    assert practice.title == "A good question"
    assert practice.why_it_works == "Answers come from those who know."
    assert practice.source == "practitioner experience"
    assert practice.tags == {"role": ("team lead",)}
    assert not practice.retired


def test_it_does_not_matter_where_lines_are_broken(desk: Desk) -> None:
    practice = load(desk.folder)["en"].practices[QUESTION]
    assert practice.objective == "Ask one question before you advise."
    assert practice.exercise == "Choose a conversation.\n\nAsk first."
    assert practice.criteria == ("You asked one question that was open.", "You waited.")
    assert practice.guide == "Ask **openly**.\n\n- Wait."


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(desk: Desk) -> None:
    file = desk.folder / GOOD_WORDS
    before = load(desk.folder)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(desk.folder) == before


def test_the_framework_arrives_with_indicators_anchors_and_words(desk: Desk) -> None:
    framework = load(desk.folder)["en"].framework
    micro = framework.micro_competencies[MicroId("ask-openly")]
    assert framework.weights == {"core": 0.40, "enhancement": 0.35, "contextual": 0.25}
    assert framework.competencies[CompetencyId("listening")].team_actions[0].text == "Ask before you answer."
    assert micro.indicators[0].threshold == "In 3 of 4 conversations"
    assert micro.rubric.anchor(5) == "Others begin to ask."
    assert framework.glossary[0].variants == {"crisis": "Ask one question."}


def test_a_pathway_arrives_in_its_order(desk: Desk) -> None:
    pathway = load(desk.folder)["en"].pathways[PathwayId("first-steps")]
    assert pathway.practices == ("good-question", "second-question")
    assert pathway.modules == (Module("asking", "Asking", pathway.practices, ProjectId("listening-round")),)
    assert pathway.targets == {"ask-openly": 4.0}
    assert (pathway.name, pathway.summary) == ("First steps", "Two questions.")


def test_a_scenario_arrives_with_what_would_follow(desk: Desk) -> None:
    practice = load(desk.folder)["en"].practices[QUESTION]
    assert practice.scenario == Scenario(
        "She asks what to do, and the train leaves in an hour.",
        (
            Option("Tell her", "She does it, and asks again on Monday."),
            Option("Ask what she would do", "She says it herself."),
        ),
    )
    assert practice.reflection == ("What did you hear?", "When did you wait?")


def test_contexts_and_prerequisites_arrive(desk: Desk) -> None:
    micros = load(desk.folder)["en"].framework.micro_competencies
    assert micros[MicroId("ask-openly")].contexts == {"crisis": "One question, then a decision."}
    assert micros[MicroId("ask-openly")].prerequisites == ()
    assert micros[MicroId("wait-for-it")].prerequisites == ("ask-openly",)


def test_what_is_to_be_known_by_heart_may_ask_for_fsrs(desk: Desk) -> None:
    desk.change("competencies/listening.yaml", "scope: weekly", "scope: weekly\n    spacing: fsrs")
    micros = load(desk.folder)["en"].framework.micro_competencies
    assert micros[MicroId("wait-for-it")].by_heart
    assert not micros[MicroId("ask-openly")].by_heart


def test_a_project_arrives_with_the_days_of_its_milestones(desk: Desk) -> None:
    project = load(desk.folder)["en"].projects[ProjectId("listening-round")]
    assert (project.competency, project.weeks, project.revision) == ("listening", 2, 1)
    assert project.milestones == (
        Milestone(5, "Five talks are arranged"),
        Milestone(14, "You have told all what you heard"),
    )
    assert project.stakeholders == ("The team", "Those who wait for its work")
    assert project.coaching[0] == "What surprised you?"
    assert project.offered_on(date(2027, 11, 30))
    assert not project.offered_on(date(2027, 12, 1))


def test_a_role_profile_arrives_with_what_it_needs(desk: Desk) -> None:
    role = load(desk.folder)["en"].role_profiles[RoleProfileId("new-lead")]
    assert role.pathway == "first-steps"
    assert role.skills == {"ask-openly": Need(3.5, "daily")}
    assert role.situations[1] == "The first no"


def test_a_pack_arrives_with_its_practices(desk: Desk) -> None:
    pack = load(desk.folder)["en"].packs[PackId("questions")]
    assert pack == Pack(
        pack.id,
        "Questions",
        elective=False,
        owner="writer@example.org",
        practices=(QUESTION, PracticeId("second-question")),
    )


def test_the_traps_of_yaml_stay_what_was_written(desk: Desk) -> None:
    desk.change(GOOD, "role: [team lead]", "role: [NO, 12:30, 1.10, 0o17, 1e3]")
    library = load(desk.folder)["en"]
    assert library.practices[QUESTION].tags["role"] == ("NO", "12:30", "1.10", "0o17", "1e3")
    assert library.framework.version == "1.10"


def test_an_unquoted_version_keeps_its_last_digit(desk: Desk) -> None:
    desk.change("framework.yaml", '"1.10"', "1.10")
    assert load(desk.folder)["en"].framework.version == "1.10"


def test_all_faults_are_told_at_once(desk: Desk) -> None:
    desk.change(GOOD, "minutes: 15", "minutes: 25")
    desk.change("framework.yaml", "0.25", "0.30")
    with pytest.raises(FaultyContentError) as failure:
        load(desk.folder)
    assert isinstance(failure.value, ContentError)
    assert len(failure.value.faults) == 2
    assert str(failure.value).count("\n") == 1


def test_warnings_do_not_keep_the_content_from_being_used(desk: Desk) -> None:
    desk.change("pathways/first-steps.yaml", ", second-question", "")
    assert not desk.only_fault().is_error
    assert len(load(desk.folder)["en"].practices) == 2


def test_a_folder_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(FaultyContentError, match="There is no such folder"):
        load(desk.folder / "nowhere")


def test_a_practice_says_what_it_came_of_and_whom_to_thank(desk: Desk) -> None:
    assert load(desk.folder)["en"].practices[QUESTION].thanks == ""
    desk.write(GOOD, (desk.folder / GOOD).read_text() + "suggestion: 3f0c5c1d\nthanks: Ada Okafor\n")
    practice = load(desk.folder)["en"].practices[QUESTION]
    assert (practice.suggestion, practice.thanks) == ("3f0c5c1d", "Ada Okafor")
    desk.change(GOOD, "Ada Okafor", "A __da__")
    assert "is shown as plain text" in desk.complaint()


def test_a_practice_can_be_retired(desk: Desk) -> None:
    desk.write(GOOD, (desk.folder / GOOD).read_text() + "retired: true\n")
    desk.change("pathways/first-steps.yaml", "good-question, ", "")
    assert desk.faults() == []
    assert load(desk.folder)["en"].practices[QUESTION].retired
