"""The way that one learner goes: their cohort's pathway, and after it whatever further programmes they take part in."""

from dataclasses import replace

from bot.domain.journey import Journey
from bot.domain.pathway import Pathway
from bot.domain.practice import Library


def route_of(journey: Journey, library: Library) -> Pathway:
    """One pathway of all their modules. Where several aim at one skill, the highest target counts.

    A programme that content has no more is left out.
    """
    first = library.pathways[journey.cohort.pathway]
    further = [library.pathways[id_] for id_ in journey.learner.programmes if id_ in library.pathways]
    targets = dict(first.targets)
    for pathway in further:
        for micro, target in pathway.targets.items():
            targets[micro] = max(target, targets.get(micro, target))
    modules = (*first.modules, *(module for pathway in further for module in pathway.modules))
    return replace(first, modules=modules, targets=targets)
