"""What is said of groups and roles, in the chat and on pages, with data as they are given it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from bot.domain.ids import MicroId
from bot.engine.effects import Choice, Datum, Field, Form, Option, Page, Say
from bot.engine.gap_events import AnnotationFormAsked, RolesCompared

TOMORROW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)

_SKILLS = ("Asking open questions", "Naming a conflict", "Handing over a decision", "Planning a week")
_GAPS: list[Datum] = [
    {"name": name, "band": band, "target": "4.0", "scope": scope, "share": share, "before": before, "proofs": proofs}
    for name, band, scope, share, before, proofs in (
        (_SKILLS[0], "low", "daily", "few", None, []),
        (_SKILLS[1], "middle", "weekly", "some", "few", ["peer_review", "demonstration", "metric", "matrix"]),
        (_SKILLS[2], "high", "compliance", "most", "some", ["matrix"]),
        (_SKILLS[3], "high", "weekly", "most", "most", ["metric"]),
    )
]


def _top(weight_class: str, scope: str) -> Mapping[str, Datum]:
    return {
        "name": _SKILLS[0], "class": weight_class, "weight": "0.40", "target": "4.0", "level": "2.0", "lacking": "2.0",
        "span": "3.0", "room": "0.67", "scope": scope, "factor": "1.00", "priority": "0.27",
    }  # fmt: skip


_TOPS = (_top("core", "daily"), _top("enhancement", "weekly"), _top("contextual", "compliance"))
_NOTES: list[Mapping[str, Datum]] = [
    {"level": 2, "scope": scope, "example": "In a hand-over nobody asks.", "impact": "Work is done *twice*."}
    for scope in ("daily", "weekly", "compliance")
]
_DESCRIBE = (Choice("annotate_1", AnnotationFormAsked("", MicroId("asking")), _SKILLS[0]),)
_GROUP: Mapping[str, Datum] = {
    "note": None,
    "view": "team",
    "size": "five or more",
    "gaps": _GAPS,
    "more": 0,
    "top": _TOPS[0],
    "band": "low",
    "unseen": [],
    "held_until": NEW_YEAR,
}
_EMPTY: Mapping[str, Datum] = {**_GROUP, "gaps": [], "top": None, "held_until": None}
_ROLE_ROWS: list[Datum] = [
    {"name": name, "has": None, "target": "4.5", "scope": scope}
    for name, scope in zip(_SKILLS, ("daily", "weekly", "compliance"), strict=False)
]
_ROLES: Mapping[str, Datum] = {
    "note": None,
    "first": "First-time team lead",
    "second": "Manager of managers",
    "same": False,
    "gaps": _ROLE_ROWS,
    "shortfalls": [{"name": _SKILLS[3], "has": "3.0", "target": "4.5", "scope": "daily"}],
    "overlaps": ["Saying no with a reason", "Keeping a promise"],
    "more": 2,
    "extras": 3,
    "top": _TOPS[0],
}
_STRANGERS: Mapping[str, Datum] = {**_ROLES, "shortfalls": [], "overlaps": [], "more": 1, "extras": 1, "top": None}
_KNOWN: list[Datum] = ["First-time team lead", "Manager of managers", "Project lead without authority"]
_GAPS_PAGE, _ROLES_PAGE = Page("team-gaps"), Page("role-matrix", ("first-time-team-lead", "manager-of-managers"))
_COMPARE = Choice("these", RolesCompared("first-time-team-lead manager-of-managers"))

_CORE: Sequence[Datum] = ({"name": "core", "percent": 53}, {"name": "enhancement", "percent": 47})
_REST: Sequence[Datum] = ({"name": "contextual", "percent": 100},)

GAP_FORM = Form(
    "gaps/annotation",
    ("", "asking"),
    (
        Field(
            "level",
            "rating",
            options=tuple(Option(str(level), f"Asks in {level} of 5 talks.") for level in range(1, 6)),
        ),
        Field("scope", "choice", options=tuple(map(Option, ("compliance", "weekly", "daily")))),
        Field("example", "long"),
        Field("impact", "long"),
    ),
    "n7",
    {"skill": _SKILLS[0]},
)
PAGES: Sequence[Say] = (
    Say("pages/frame", {"until": TOMORROW}),
    *(
        Say("gaps/group", {**_GROUP, "top": top, "more": more, "note": note}, _DESCRIBE, page=_GAPS_PAGE)
        for more, (top, note) in enumerate(zip(_TOPS, _NOTES, strict=True))
    ),
    Say("gaps/annotated", {"skill": _SKILLS[0], "role": False}),
    Say("gaps/annotated", {"skill": _SKILLS[0], "role": True}),
    Say("gaps/group", {**_GROUP, "view": "programme", "top": None, "unseen": list(_SKILLS)}),
    Say("gaps/group", _EMPTY),
    Say("gaps/group", {**_EMPTY, "size": "fewer than five"}),
    Say("gaps/roles", _ROLES, page=_ROLES_PAGE),
    Say("gaps/roles", {**_ROLES, "note": _NOTES[0]}, _DESCRIBE, page=_ROLES_PAGE),
    Say("gaps/roles", _STRANGERS, page=_ROLES_PAGE),
    Say("gaps/roles", {**_ROLES, "same": True}),
    Say("gaps/which_roles", {"asked": "", "nearest": [], "known": _KNOWN}),
    Say("gaps/which_roles", {"asked": "baker", "nearest": [], "known": []}),
    Say("gaps/which_roles", {"asked": "team lead boss", "nearest": _KNOWN[:2], "known": _KNOWN}, (_COMPARE,)),
    *(
        Say("pages/team_gaps", {"view": view, "top": _TOPS[0], "held_until": NEW_YEAR})
        for view in ("team", "programme")
    ),
    Say("pages/team_gaps", {"view": "team", "top": None, "held_until": NEW_YEAR}),
    Say("pages/role_matrix", {**_ROLES, "shares_nothing": False}),
    Say("pages/role_matrix", {**_ROLES, "shares_nothing": True, "top": None}),
    Say("pages/framework", {"version": "2026.1", "weights": _CORE, "is_partial": False}),
    Say("pages/framework", {"version": "2026.1", "weights": _REST, "is_partial": True}),
    Say("library/framework", {"competencies": 6, "micros": 24}, page=Page("framework")),
)
