"""One version of the framework: what it weighs, what is absent, and what a score was made of."""

from dataclasses import replace

import pytest

from bot.domain.competency import Class, Framework
from bot.domain.ids import CompetencyId
from tests.make import ASKING, CLOSING, OPENING, a_framework

WEIGHTS: dict[Class, float] = {"core": 0.5, "enhancement": 0.3, "contextual": 0.2}


def retiring(*ids: str) -> Framework:
    framework = a_framework()
    micros = {id_: replace(micro, retired=id_ in ids) for id_, micro in framework.micro_competencies.items()}
    return replace(framework, micro_competencies=micros)


def test_where_everything_is_present_the_weights_are_as_written() -> None:
    assert a_framework().effective_weights == {"core": 0.40, "enhancement": 0.35, "contextual": 0.25}


def test_the_weights_of_an_absent_class_go_to_the_others() -> None:
    left = retiring(OPENING, CLOSING)
    assert left.present == ("core", "enhancement")
    assert left.effective_weights == pytest.approx({"core": 0.40 / 0.75, "enhancement": 0.35 / 0.75})


def test_where_there_is_nothing_nothing_weighs() -> None:
    assert retiring(*a_framework().micro_competencies).effective_weights == {}


def test_an_edition_is_another_when_weights_class_or_what_is_in_use_change() -> None:
    framework = a_framework()
    meetings = CompetencyId("meetings")
    moved = {**framework.competencies, meetings: replace(framework.competencies[meetings], weight_class="core")}
    others = (
        replace(framework, weights=WEIGHTS),
        replace(framework, version="2"),
        replace(framework, competencies=moved),
        retiring(ASKING),
    )
    assert len({framework.edition.id, *(other.edition.id for other in others)}) == 5


def test_an_edition_is_the_same_in_every_language() -> None:
    framework = a_framework()
    named = {id_: replace(micro, name="Fragen") for id_, micro in framework.micro_competencies.items()}
    assert replace(framework, micro_competencies=named).edition.id == framework.edition.id
