"""What has to be known to write to somebody in Teams later, kept as JSON beside their conversation."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from bot.adapters.teams.hosts import PUBLIC
from bot.runtime.ports import Address


@dataclass(frozen=True, slots=True)
class Reference:
    """``service`` is the regional address that its last activity came from; ``bot`` is our own id there."""

    service: str
    bot: str = ""

    def written(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def reference_of(to: Address) -> Reference:
    """Whoever has never been heard is written to by the public way."""
    try:
        found: Any = json.loads(to.reference) if to.reference else {}
        return Reference(str(found.get("service") or PUBLIC), str(found.get("bot") or ""))
    except (ValueError, AttributeError):
        return Reference(PUBLIC)
