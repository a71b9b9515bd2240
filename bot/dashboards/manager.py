"""What those who look after a group see of it on a page: published gaps, and roles side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.dashboards.frame import Sheet, Show, Visit
from bot.dashboards.table import Cell, Column, Shade, Table
from bot.domain.annotation import Annotation
from bot.domain.errors import UnreadableInputError
from bot.domain.gap_score import Inputs
from bot.domain.ids import RoleProfileId
from bot.domain.language import spoken
from bot.domain.needs import all_needs
from bot.domain.pathway import Need
from bot.domain.people import Person
from bot.domain.practice import Library
from bot.domain.role_matrix import Compared, Verdict, compare
from bot.domain.team_gaps import GapSheet, RankedGap, ranked
from bot.engine.effects import PageName, Say
from bot.engine.flows.annotating import latest, may_annotate, subject
from bot.engine.flows.gaps import arithmetic, gap_name, unseen_names
from bot.engine.gate import ANSWERS_FOR_A_GROUP

_GAPS: Final = ("skill", "class", "target", "band", "level", "gap", "scope", "priority", "share", "before", "proof")
_EXAMPLES: Final = ("skill", "missing_at", "scope", "example", "impact")
_ROLES: Final = ("skill", "first", "second", "verdict", "gap", "scope", "priority")
_SHADE_OF: Mapping[Verdict, Shade] = {"gap": "low", "shortfall": "middle", "overlap": "high", "extra": "none"}
_IN_ORDER: tuple[tuple[str, ...], ...] = (
    ("low", "middle", "high"),
    ("few", "some", "most"),
    ("compliance", "weekly", "daily"),
    ("gap", "shortfall", "overlap", "extra"),
)
_ORDER_OF = {word: float(number) for words in _IN_ORDER for number, word in enumerate(words)}
Labels = Mapping[str, str]


class PublishedGaps(Protocol):
    """What was published; a page counts nothing anew."""

    async def gaps(self, viewer: Person) -> GapSheet | None: ...

    async def annotations(self, viewer: Person) -> Sequence[Annotation]: ...


@dataclass(frozen=True, slots=True)
class ManagerPages:
    libraries: Mapping[str, Library]
    published: PublishedGaps

    def pages(self) -> Mapping[PageName, Show]:
        return {"team-gaps": self.team_gaps, "role-matrix": self.role_matrix}

    async def team_gaps(self, visit: Visit) -> Sheet:
        """The gaps that this person was shown in the chat, all of them."""
        library = self._library(visit)
        sheet = await self.published.gaps(visit.viewer)
        found = ranked(sheet, library.framework, all_needs(library))
        if sheet is None or not found:
            raise UnreadableInputError("unreadable/page_closed")
        words = await visit.words(
            Say(
                "pages/team_gaps",
                {
                    "view": "team" if "manager" in visit.viewer.roles else "programme",
                    "top": arithmetic(library.framework, found[0].inputs) if found[0].inputs.room else None,
                    "held_until": min(one.held_until for one in sheet.figures),
                },
            )
        )
        of = words.labels
        seen = (_gap_row(gap_name(library, sheet, one), one, of) for one in found)
        rows = [*seen, *(_unseen_row(name, of) for name in unseen_names(library, sheet))]
        examples = await self._examples(visit, library, of, "")
        return Sheet(words, (Table(of["caption"], _columns(_GAPS, of), rows), *examples))

    async def role_matrix(self, visit: Visit) -> Sheet:
        """Both roles as they are in the content now."""
        library = self._library(visit)
        first, second = (library.role_profiles.get(RoleProfileId(id_)) for id_ in visit.about)
        if first is None or second is None:
            raise UnreadableInputError("unreadable/page_closed")
        found = compare(first, second, library.framework)
        lacking = [one.inputs for one in found if one.inputs is not None and one.inputs.room]
        top = max(lacking, key=lambda one: one.priority, default=None)
        words = await visit.words(
            Say(
                "pages/role_matrix",
                {
                    "first": first.title,
                    "second": second.title,
                    "shares_nothing": all(one.verdict in {"gap", "extra"} for one in found),
                    "top": None if top is None else arithmetic(library.framework, top),
                },
            )
        )
        rows = [_role_row(library, one, words.labels) for one in found]
        examples = await self._examples(visit, library, words.labels, second.id)
        return Sheet(words, (Table(words.labels["caption"], _columns(_ROLES, words.labels), rows), *examples))

    async def _examples(self, visit: Visit, library: Library, of: Labels, role: str) -> Sequence[Table]:
        """What gaps look like at work, for those who may say so themselves."""
        if not may_annotate(visit.viewer):
            return ()
        found = latest(await self.published.annotations(visit.viewer), subject(visit.viewer, role))
        micros = library.framework.micro_competencies
        rows = [_example_row(micros[one.micro].name, one, of) for one in found.values() if one.micro in micros]
        return (Table(of["examples"], _columns(_EXAMPLES, of), rows),) if rows else ()

    def _library(self, visit: Visit) -> Library:
        """Their language's; roles may have been taken away since the link was made."""
        if not visit.viewer.roles & ANSWERS_FOR_A_GROUP:
            raise UnreadableInputError("unreadable/page_closed")
        return self.libraries[spoken(visit.viewer.locale, self.libraries)]


def _columns(keys: tuple[str, ...], of: Labels) -> list[Column]:
    return [Column(key, of[key]) for key in keys]


def _gap_row(name: str, one: RankedGap, of: Labels) -> list[Cell]:
    gap = one.figure.gap
    proofs = ", ".join(of[proof] for proof in gap.proofs)
    return [
        Cell(name),
        Cell(of[one.inputs.weight_class]),
        _number(one.inputs.need.target, 1, of),
        _word(gap.band, of, gap.band),
        _number(one.inputs.level, 1, of),
        *_sums(one.inputs, of),
        _word(gap.share, of),
        _unknown(of) if gap.before is None else _word(gap.before, of),
        Cell(proofs or of["unvalidated"]),
    ]


def _example_row(name: str, one: Annotation, of: Labels) -> list[Cell]:
    at_level = Cell(str(one.level), one.level)
    return [Cell(name), at_level, _word(one.scope, of), Cell(one.example), Cell(one.impact)]


def _unseen_row(name: str, of: Labels) -> list[Cell]:
    return [Cell(name), *[_unknown(of)] * (len(_GAPS) - 1)]


def _role_row(library: Library, one: Compared, of: Labels) -> list[Cell]:
    return [
        Cell(library.framework.micro_competencies[one.micro].name),
        _target(one.first, of),
        _target(one.second, of),
        Cell(of[f"is_{one.verdict}"], _ORDER_OF[one.verdict], _SHADE_OF[one.verdict]),
        *([_unknown(of)] * 3 if one.inputs is None else _sums(one.inputs, of)),
    ]


def _sums(inputs: Inputs, of: Labels) -> list[Cell]:
    return [_number(inputs.room, 2, of), _word(inputs.need.scope, of), _number(inputs.priority, 2, of)]


def _target(need: Need | None, of: Labels) -> Cell:
    return _unknown(of) if need is None else _number(need.target, 1, of)


def _unknown(of: Labels) -> Cell:
    return Cell(of["none"], shade="none")


def _word(value: str, of: Labels, shade: Literal["", "low", "middle", "high"] = "") -> Cell:
    return Cell(of[value], _ORDER_OF[value], shade)


def _number(value: float, places: int, of: Labels) -> Cell:
    return Cell(f"{value:.{places}f}".replace(".", of["decimal"]), value)
