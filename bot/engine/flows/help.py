"""Help, for the person who asks: what they can type in their role, and the nearest command to what they typed."""

from bot.domain.people import ROLES
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Say
from bot.engine.situation import Situation


def help_for(now: Situation) -> Decision:
    return Decision(effects=(Say("help/short", _roles(now)),))


def not_understood(now: Situation, event: ev.NotUnderstood) -> Decision:
    data: dict[str, Datum] = {"text": event.text[:80], "nearest": event.nearest}
    return Decision(effects=(Say("help/unknown", {**_roles(now), **data}),))


def not_yours(now: Situation, role: str) -> Decision:
    """A command of another role: said kindly, with what there is instead."""
    return Decision(effects=(Say("help/not_yours", {**_roles(now), "needed": role}),))


def _roles(now: Situation) -> dict[str, Datum]:
    return {
        "name": now.person.first_name,
        "roles": [role for role in ROLES if role in now.person.roles],
        "channel": now.where.kind == "channel",
    }
