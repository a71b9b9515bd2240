"""The competency model: framework.yaml, competencies/ and the glossary become one Framework."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isclose
from typing import cast

from bot.domain.competency import (
    CLASSES,
    Class,
    Competency,
    Framework,
    Indicator,
    Metric,
    MicroCompetency,
    TeamAction,
    Term,
)
from bot.domain.ids import CompetencyId, MicroId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.rubric import Rubric
from bot.engine import recall
from bot.packs.form import Form, read_form
from bot.packs.prerequisites import note_prerequisites
from bot.packs.reading import Reading
from bot.packs.schema import ITEM, LEVEL_KEYS, LINE, NAME, PARAGRAPH, SCOPES, SPACINGS

_CERTAINLY_PERCENT = 2  # nobody means 200 %
_HIGHEST_FIGURE = 1e9


def read_locales(reading: Reading) -> tuple[str, ...]:
    """The languages that the content is offered in; the default one is always among them."""
    form = read_form(reading.folder / "framework.yaml", reading.faults)
    locales = tuple(locale for locale, _ in form.ids("locales"))
    if form.fields.nodes and DEFAULT_LOCALE not in locales:
        form.complain("locales", f"“{DEFAULT_LOCALE}” is not among the locales.", f"Add {DEFAULT_LOCALE} to the list.")
    return tuple(dict.fromkeys((DEFAULT_LOCALE, *locales)))


def read_framework(reading: Reading) -> Framework:
    form = read_form(reading.folder / "framework.yaml", reading.faults)
    form.only("version", "locales", "weights")
    competencies: dict[CompetencyId, Competency] = {}
    micros: dict[MicroId, MicroCompetency] = {}
    forms: list[Form] = []
    for file in reading.structures("competencies"):
        structure = read_form(file, reading.faults)
        words = read_form(reading.words(file, ".yaml"), reading.faults)
        competency = _competency(structure, words, reading)
        competencies[competency.id] = competency
        micros |= {micro.id: micro for micro in _micros(structure, words, competency.id, reading)}
        forms += structure.forms("micro_competencies")
    note_prerequisites(forms, micros)
    return Framework(
        version=form.text("version", NAME),
        weights=_weights(form.form("weights")),
        competencies=dict(sorted(competencies.items(), key=_by_class)),
        micro_competencies=micros,
        glossary=tuple(_glossary(reading)),
    )


def _by_class(named: tuple[CompetencyId, Competency]) -> int:
    return CLASSES.index(named[1].weight_class)


def _weights(form: Form) -> Mapping[Class, float]:
    form.only(*CLASSES)
    weights: dict[Class, float] = {name: form.decimal(name, 0, 1) for name in CLASSES}
    total = sum(weights.values())
    if not isclose(total, 1, abs_tol=1e-9):
        percent = total if total > _CERTAINLY_PERCENT else total * 100
        what = f"The weights add up to {percent:g} %."
        form.complain(CLASSES[-1], what, "Change them until they add up to 1.00, which is 100 %.")
    return weights


def _competency(structure: Form, words: Form, reading: Reading) -> Competency:
    structure.only("id", "class", "team_actions", "micro_competencies")
    words.only("name", "definition", "team_actions", "micro_competencies")
    reading.claim_named(structure.id(), structure.file, structure.line("id"))
    return Competency(
        id=CompetencyId(structure.id() or structure.file.stem),
        name=words.text("name", NAME),
        weight_class=structure.choice("class", CLASSES),
        definition=words.text("definition", PARAGRAPH),
        team_actions=tuple(_team_actions(structure, words.form("team_actions"), reading)),
    )


def _team_actions(structure: Form, words: Form, reading: Reading) -> Iterator[TeamAction]:
    ids = structure.ids("team_actions")
    words.only(*(id_ for id_, _ in ids))
    for id_, line in ids:
        reading.claim(id_, structure.file, line)
        yield TeamAction(id_, words.text(id_, LINE))


def _micros(structure: Form, words: Form, competency: CompetencyId, reading: Reading) -> Iterator[MicroCompetency]:
    forms = list(structure.forms("micro_competencies"))
    said = words.form("micro_competencies")
    said.only(*(id_ for form in forms if (id_ := form.id())))
    for form in forms:
        form.only("id", "scope", optional=("prerequisites", "retired", "metrics", "spacing"))
        id_ = form.id()
        reading.claim(id_, form.file, form.line("id"))
        if id_:
            yield _micro(form, said.form(id_), competency, reading)


def _micro(form: Form, words: Form, competency: CompetencyId, reading: Reading) -> MicroCompetency:
    words.only("name", "definition", "indicators", "levels", optional=("contexts",))
    indicators = tuple(_indicators(words))
    return MicroCompetency(
        id=MicroId(form.id()),
        competency=competency,
        name=words.text("name", NAME),
        definition=words.text("definition", PARAGRAPH),
        scope=form.choice("scope", SCOPES),
        indicators=indicators,
        rubric=_rubric(words.form("levels")),
        contexts=_contexts(words.form("contexts")),
        prerequisites=tuple(MicroId(wanted) for wanted, _ in form.ids("prerequisites")),
        retired=form.flag("retired"),
        metrics=tuple(_metrics(form, len(indicators), reading)),
        by_heart=_is_by_heart(form),
    )


def _is_by_heart(form: Form) -> bool:
    """By the ladder where nothing else is said."""
    by_heart = form.choice("spacing", SPACINGS) == "fsrs"
    if by_heart and not recall.is_installed():
        form.complain("spacing", "FSRS is not installed here.", "Install microcoach[fsrs], or take this line out.")
    return by_heart


def _metrics(micro: Form, indicators: int, reading: Reading) -> Iterator[Metric]:
    """Figures that other systems know; each belongs to one indicator."""
    for form in micro.forms("metrics"):
        form.only("id", "indicator", "levels")
        reading.claim(form.id(), form.file, form.line("id"))
        indicator = form.whole("indicator", 1, max(1, indicators))
        steps = form.decimals("levels", -_HIGHEST_FIGURE, _HIGHEST_FIGURE)
        if _are_steps(steps):
            yield Metric(form.id(), MicroId(micro.id()), indicator, cast("tuple[float, float, float, float]", steps))
        elif "levels" in form.fields.nodes:
            form.complain(
                "levels",
                "The levels are not four steps.",
                "Write from where on it is level 2, 3, 4 and 5: [10, 25, 50, 75].",
            )


def _are_steps(steps: tuple[float, ...]) -> bool:
    """Four numbers that rise, or that fall where less is better."""
    pairs = list(pairwise(steps))
    rises, falls = all(low < high for low, high in pairs), all(low > high for low, high in pairs)
    return len(steps) == len(LEVEL_KEYS) - 1 and (rises or falls)


def _indicators(words: Form) -> Iterator[Indicator]:
    forms = list(words.forms("indicators"))
    if "indicators" in words.fields.nodes and not forms:
        words.complain(
            "indicators", "There is no indicator.", "Say which behaviour is counted, and how much is enough."
        )
    for form in forms:
        form.only("behaviour", "threshold")
        yield Indicator(form.text("behaviour", LINE), form.text("threshold", LINE))


def _rubric(levels: Form) -> Rubric:
    """One written anchor for every level."""
    levels.only(*LEVEL_KEYS)
    anchors = tuple(levels.text(level, LINE) for level in LEVEL_KEYS)
    return Rubric(cast("tuple[str, str, str, str, str]", anchors))


def _contexts(form: Form) -> Mapping[str, str]:
    """What something means in a context; the names are words, and so translated."""
    return {name: form.text(name, PARAGRAPH) for name in form.fields.nodes}


def _glossary(reading: Reading) -> Iterator[Term]:
    words = read_form(reading.words(reading.folder / "glossary.yaml", ".yaml"), reading.faults)
    for id_ in words.fields.nodes:
        form = words.form(id_)
        form.only("term", "definition", optional=("synonyms", "variants"))
        yield Term(
            term=form.text("term", NAME),
            definition=form.text("definition", PARAGRAPH),
            synonyms=form.texts("synonyms", ITEM),
            variants=_contexts(form.form("variants")),
        )
