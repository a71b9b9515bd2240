"""Reading the form that describes a gap: all of it is needed, and what is missing is said at its field."""

from collections.abc import Mapping

from bot.domain.competency import SCOPE_FACTOR, Scope
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId
from bot.engine.events import Value
from bot.engine.gap_events import AnnotationGiven
from bot.engine.reading import level, some_words

_MOST = 500
_SCOPES: Mapping[str, Scope] = {scope: scope for scope in SCOPE_FACTOR}


def annotation(about: tuple[str, ...], values: Mapping[str, Value]) -> AnnotationGiven:
    """Raises UnreadableInputError with the field that is empty or can't be."""
    if len(about) != 2:
        raise UnreadableInputError("unreadable/form")
    at_level = level(values.get("level", ""), field="level")
    if at_level is None:
        raise UnreadableInputError("unreadable/empty", field="level")
    scope = _SCOPES.get(some_words(values, "scope", _MOST))
    if scope is None:
        raise UnreadableInputError("unreadable/form", field="scope")
    example, impact = (some_words(values, field, _MOST) for field in ("example", "impact"))
    return AnnotationGiven(about[0], MicroId(about[1]), at_level, scope, example, impact)
