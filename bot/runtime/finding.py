"""What the doctor has to say about one thing."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` is empty when all is well."""

    name: str
    state: Literal["ok", "missing", "warning", "wrong"]
    what: str
    remedy: str = ""
