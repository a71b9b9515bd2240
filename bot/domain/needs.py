"""What somebody on a pathway needs to be able to do, how well, and how often."""

from collections.abc import Mapping

from bot.domain.ids import MicroId, PathwayId
from bot.domain.pathway import Need
from bot.domain.practice import Library

DEFAULT_TARGET = 4.0

Needs = Mapping[MicroId, Need]


def needs_of(library: Library, pathway: PathwayId) -> Needs:
    """What the pathway practises or aims at; the scope is that of the role it serves, where it serves one role only."""
    route = library.pathways[pathway]
    trained = [library.practices[id_].micro_competency for id_ in route.practices]
    roles = [role for role in library.role_profiles.values() if role.pathway == pathway and not role.retired]
    served: Needs = roles[0].skills if len(roles) == 1 else {}
    return {micro: _need(library, micro, route.targets, served) for micro in dict.fromkeys((*trained, *route.targets))}


def all_needs(library: Library) -> Mapping[PathwayId, Needs]:
    return {pathway: needs_of(library, pathway) for pathway in library.pathways}


def _need(library: Library, micro: MicroId, targets: Mapping[MicroId, float], served: Needs) -> Need:
    scope = served[micro].scope if micro in served else library.framework.micro_competencies[micro].scope
    return Need(targets.get(micro, DEFAULT_TARGET), scope)
