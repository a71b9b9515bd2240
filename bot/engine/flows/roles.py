"""Two roles side by side, as they were typed: what they share, and what the second asks for beyond the first."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, utils

from bot.domain.pathway import RoleProfile
from bot.domain.practice import Library
from bot.domain.role_matrix import Compared, Verdict, compare
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Page, Say
from bot.engine.flows import annotating
from bot.engine.flows.gaps import arithmetic
from bot.engine.gap_events import RolesCompared
from bot.engine.reading import words
from bot.engine.situation import Situation

_MOST = 200
_SHOWN = 6
_NEAR = 60
_EXACT = 100.0
_BETWEEN = frozenset({"and", "und", "to", "zu", "vs", ">", "/", "|", "-"})


class Meant(NamedTuple):
    """A role, and how well what was typed fits its name; 100 is exactly."""

    role: RoleProfile
    fit: float


def matrix(now: Situation, event: RolesCompared) -> Decision:
    """``/team matrix ROLE ROLE``, by the names or ids of the roles; a near miss is suggested."""
    asked = words(event.words, most=_MOST)
    roles = [role for role in now.library.role_profiles.values() if not role.retired]
    pair = two_roles(asked, roles)
    if pair is None or min(one.fit for one in pair) < _EXACT:
        return Decision(effects=(_which(asked, roles, pair),))
    return Decision(effects=(_side_by_side(now, *(one.role for one in pair)),))


def two_roles(asked: str, roles: Iterable[RoleProfile]) -> tuple[Meant, Meant] | None:
    """The two roles that fit best, wherever the first ends and the second begins; None if nothing is near."""
    known = list(roles)
    parts = [part for part in asked.replace(",", " ").split() if part.lower() not in _BETWEEN]
    found: list[tuple[Meant, Meant]] = []
    for at in range(1, len(parts)):
        first, second = (_nearest(" ".join(side), known) for side in (parts[:at], parts[at:]))
        if first is not None and second is not None:
            found.append((first, second))
    return max(found, key=lambda pair: (min(one.fit for one in pair), sum(one.fit for one in pair)), default=None)


def _nearest(typed: str, roles: Iterable[RoleProfile]) -> Meant | None:
    fits = [Meant(role, max(_fit(typed, name) for name in (role.id, role.title))) for role in roles]
    best = max(fits, key=lambda one: one.fit, default=None)
    return best if best is not None and best.fit >= _NEAR else None


def _fit(typed: str, name: str) -> float:
    """Hyphens and capitals make no difference; a part of the name is near."""
    one, other = utils.default_process(typed), utils.default_process(name)
    if one == other:
        return _EXACT
    return min(_EXACT - 1, max(fuzz.ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other)))


def _which(asked: str, roles: Iterable[RoleProfile], pair: tuple[Meant, Meant] | None) -> Say:
    meant = [one.role for one in pair] if pair else []
    known: list[Datum] = [role.title for role in roles]
    nearest: list[Datum] = [role.title for role in meant]
    choices = (Choice("these", RolesCompared(" ".join(role.id for role in meant))),) if meant else ()
    return Say("gaps/which_roles", {"asked": asked, "nearest": nearest, "known": known}, choices)


def _side_by_side(now: Situation, first: RoleProfile, second: RoleProfile) -> Say:
    library = now.library
    found = compare(first, second, library.framework)
    rows = {verdict: [one for one in found if one.verdict == verdict] for verdict in _VERDICTS}
    lacking = [one for one in found if one.inputs is not None and one.inputs.room > 0]
    lacking.sort(key=lambda one: -one.priority)
    most = lacking[0] if lacking else None
    described = annotating.latest(now.annotations, annotating.subject(now.person, second.id))
    shown = annotating.note(described, most and most.micro)
    gaps: list[Datum] = [_row(library, one) for one in rows["gap"][:_SHOWN]]
    shortfalls: list[Datum] = [_row(library, one) for one in rows["shortfall"][:_SHOWN]]
    overlaps: list[Datum] = [_name(library, one) for one in rows["overlap"]]
    data: dict[str, Datum] = {
        "first": first.title,
        "second": second.title,
        "same": first.id == second.id,
        "gaps": gaps,
        "shortfalls": shortfalls,
        "overlaps": overlaps,
        "more": len(rows["gap"][_SHOWN:]) + len(rows["shortfall"][_SHOWN:]),
        "extras": len(rows["extra"]),
        "note": shown if annotating.may_annotate(now.person) else None,
        "top": None if most is None or most.inputs is None else arithmetic(library.framework, most.inputs),
    }
    page = None if first.id == second.id else Page("role-matrix", (first.id, second.id))
    return Say("gaps/roles", data, annotating.offered(now, second.id, (one.micro for one in lacking)), page=page)


def _row(library: Library, one: Compared) -> Mapping[str, Datum]:
    return {
        "name": _name(library, one),
        "has": None if one.first is None else f"{one.first.target:.1f}",
        "target": None if one.second is None else f"{one.second.target:.1f}",
        "scope": None if one.second is None else one.second.scope,
    }


def _name(library: Library, one: Compared) -> str:
    return library.framework.micro_competencies[one.micro].name


_VERDICTS: tuple[Verdict, ...] = ("gap", "shortfall", "overlap", "extra")
