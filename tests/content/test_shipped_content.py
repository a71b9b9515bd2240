"""The content that is shipped: without faults, as much as was promised, and worth a leader's time."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.competency import CLASSES
from bot.domain.ids import PathwayId
from bot.domain.practice import Library, Practice
from bot.packs.check import check
from bot.packs.load import Libraries, load
from bot.packs.show import summary
from bot.rendering.sources import FOLDER, written

CONTENT = Path(__file__).parents[2] / "content"
PATHWAY = PathwayId("lead-through-conversation")
RELEASED_ON = date(2026, 11, 20)
_TRIES = {"en": ("**First try**", "**Second try**"), "de": ("**Erster Versuch**", "**Zweiter Versuch**")}


@pytest.fixture(scope="module")
def libraries() -> Libraries:
    return load(CONTENT)


@pytest.fixture(scope="module")
def library(libraries: Libraries) -> Library:
    return libraries["en"]


def everywhere(libraries: Libraries) -> Iterator[tuple[str, Practice]]:
    """Every practice in each language."""
    for locale, spoken in libraries.items():
        for practice in spoken.practices.values():
            yield locale, practice


def words(practice: Practice) -> Iterator[str]:
    yield from (practice.title, practice.objective, practice.exercise, practice.constraint, practice.why_it_works)
    yield from (*practice.criteria, *practice.checklist, practice.guide, practice.exemplar, *practice.recall)
    yield from (practice.scenario.situation, *practice.reflection)
    yield from (text for option in practice.scenario.options for text in (option.text, option.consequence))


def test_nothing_is_wrong_with_it_and_nothing_is_missing_in_a_language() -> None:
    assert list(check(CONTENT, RELEASED_ON)) == []


def test_there_is_as_much_as_was_promised() -> None:
    shown = summary(load(CONTENT), written(FOLDER))
    assert shown["competencies"] >= 6
    assert shown["micro_competencies"] >= 24
    assert shown["practices"] >= 72


def test_every_class_has_a_competency_and_every_competency_two_micro_competencies(library: Library) -> None:
    framework = library.framework
    assert {competency.weight_class for competency in framework.competencies.values()} == set(CLASSES)
    parts = Counter(micro.competency for micro in framework.micro_competencies.values())
    assert all(parts[id_] >= 2 for id_ in framework.competencies)


def test_every_competency_offers_a_manager_two_or_three_things_to_do(library: Library) -> None:
    assert all(2 <= len(competency.team_actions) <= 3 for competency in library.framework.competencies.values())


def test_every_micro_competency_has_a_practice_of_each_tier(library: Library) -> None:
    electives = {id_ for pack in library.packs.values() if pack.elective for id_ in pack.practices}
    for micro in library.framework.micro_competencies:
        practices = [it for it in library.practices.values() if it.micro_competency == micro and it.id not in electives]
        assert sorted(practice.tier for practice in practices) == [1, 2, 3]


def test_all_tiers_occur_and_the_beginning_is_gentle(library: Library) -> None:
    steps = [library.practices[id_].tier for id_ in library.pathways[PATHWAY].practices]
    assert set(steps) == {1, 2, 3}
    assert max(steps[:2]) < 3


def test_every_way_to_lead_has_a_programme_of_its_own_for_twelve_weeks(library: Library) -> None:
    roles = library.role_profiles.values()
    assert {"first-time-team-lead", "manager-of-managers", "project-lead-without-authority"} <= set(
        library.role_profiles
    )
    assert len({role.pathway for role in roles}) == len(roles)
    for pathway in (library.pathways[role.pathway] for role in roles):
        assert 20 <= len(pathway.practices) <= 28
        assert 3 <= len(pathway.modules) <= 4
        assert all(module.project for module in pathway.modules)


def test_the_way_to_a_role_leads_as_far_as_the_role_asks(library: Library) -> None:
    for role in library.role_profiles.values():
        aims = library.pathways[role.pathway].targets
        assert {micro: need.target for micro, need in role.skills.items() if aims.get(micro, 0) < need.target} == {}


def test_every_competency_has_a_project_that_some_pathway_opens(library: Library) -> None:
    opened = {module.project for pathway in library.pathways.values() for module in pathway.modules}
    assert {project.competency for project in library.projects.values()} == set(library.framework.competencies)
    assert set(library.projects) <= opened


def test_anchors_differ_and_can_be_seen(library: Library) -> None:
    for micro in library.framework.micro_competencies.values():
        assert len(set(micro.rubric.anchors)) == 5
        assert all(20 <= len(anchor) <= 200 for anchor in micro.rubric.anchors)


def test_indicators_can_be_counted(library: Library) -> None:
    for micro in library.framework.micro_competencies.values():
        assert all(re.search(r"\d|once", indicator.threshold) for indicator in micro.indicators)


def test_the_glossary_has_variants_and_no_synonym_twice() -> None:
    for library in load(CONTENT).values():
        glossary = library.framework.glossary
        spellings = Counter(word.casefold() for term in glossary for word in (term.term, *term.synonyms))
        assert len(glossary) >= 30
        assert max(spellings.values()) == 1
        assert all(len(term.synonyms) >= 3 and term.variants for term in glossary)


def test_the_glossary_says_as_much_in_every_language() -> None:
    variants = [[len(term.variants) for term in it.framework.glossary] for it in load(CONTENT).values()]
    assert all(counts == variants[0] for counts in variants)


def test_ran_the_meeting_means_facilitate(library: Library) -> None:
    [facilitate] = [term for term in library.framework.glossary if term.term == "facilitate"]
    assert "ran the meeting" in facilitate.synonyms
    assert {"sprint planning", "crisis"} <= facilitate.variants.keys()


def test_a_guide_is_one_page_in_every_language(libraries: Libraries) -> None:
    assert all(120 <= len(practice.guide.split()) <= 250 for _, practice in everywhere(libraries))


def test_an_exemplar_is_a_dialogue_first_poor_then_good(libraries: Libraries) -> None:
    for locale, practice in everywhere(libraries):
        poor, good = _TRIES[locale]
        first, second = practice.exemplar.split(good)
        assert first.startswith(poor), practice.id
        assert first.count(":**") < second.count(":**"), practice.id


def test_no_two_practices_are_alike(library: Library) -> None:
    for parts in zip(*(tuple(words(practice))[:4] for practice in library.practices.values()), strict=True):
        assert len(set(parts)) == len(library.practices)


def test_nobody_is_shouted_at(libraries: Libraries) -> None:
    assert not any("!" in text for _, practice in everywhere(libraries) for text in words(practice))


def test_german_is_set_in_german(libraries: Libraries) -> None:
    for _, practice in everywhere({"de": libraries["de"]}):
        text = " ".join(words(practice))
        assert text.count("„") == text.count("“"), practice.id
        assert not set(text) & {'"', "”"}, practice.id
        assert not re.search(r"\w[*:_]innen", text), practice.id


def test_what_can_be_chosen_in_a_scenario_differs(libraries: Libraries) -> None:
    for _, practice in everywhere(libraries):
        options = practice.scenario.options
        texts = {option.text for option in options}
        consequences = {option.consequence for option in options}
        assert len(texts) == len(consequences) == len(options), practice.id
