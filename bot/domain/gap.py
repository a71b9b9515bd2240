"""How much room to grow: 0 at or above the target, 1 at the bottom of the scale."""

from bot.domain.competency import SCOPE_FACTOR, Scope

_LONGEST_OVERDUE_DAYS = 14
_LOWEST = 1


def gap(target: float, level: float) -> float:
    """(target - level) as a share of the way from the lowest level to the target; 0..1."""
    return max(0.0, target - level) / max(1.0, target - _LOWEST)


def priority(weight: float, room: float, scope: Scope, days_overdue: int) -> float:
    """Class weight x gap x scope, up to three times as much when it has been due for two weeks."""
    overdue = 1 + min(max(0, days_overdue), _LONGEST_OVERDUE_DAYS) / 7
    return weight * room * SCOPE_FACTOR[scope] * overdue
