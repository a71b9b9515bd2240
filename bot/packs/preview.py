"""One practice as text, with everything that learners may see of it."""

from bot.domain.practice import Library, Practice, Scenario
from bot.packs import schema


def preview(library: Library, practice: Practice) -> str:
    micro = library.framework.micro_competencies[practice.micro_competency]
    head = f"{micro.name} · tier {practice.tier} · {practice.minutes} minutes · revision {practice.revision}"
    parts = (
        (schema.OBJECTIVE, practice.objective),
        (schema.EXERCISE_PART, practice.exercise),
        (schema.CONSTRAINT, practice.constraint),
        (schema.CRITERIA, _dashed(practice.criteria)),
        (schema.WHY, f"{practice.why_it_works} ({practice.source})"),
        (schema.CHECKLIST, _dashed(practice.checklist)),
        (schema.GUIDE, practice.guide),
        (schema.EXEMPLAR, practice.exemplar),
        (schema.SCENARIO, _decision(practice.scenario)),
        (schema.REFLECTION, _dashed(practice.reflection)),
        (schema.RECALL, _dashed(practice.recall)),
    )
    return "\n\n".join((practice.title, head, *(f"{name.upper()}\n{text}" for name, text in parts)))


def _decision(scenario: Scenario) -> str:
    options = (f"- {option.text}\n  {option.consequence}" for option in scenario.options)
    return "\n\n".join((scenario.situation, *options))


def _dashed(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)
