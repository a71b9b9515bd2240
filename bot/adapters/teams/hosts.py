"""Where Teams may say that it lives: a token of ours is sent there, and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

HOSTS: Final = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""The public cloud, and the three of the government of the United States."""

PUBLIC: Final = "https://smba.trafficmanager.net/teams/"
"""Where somebody is written to who has never been heard."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """``is_local``: a client on this machine stands in for Teams, and lives here."""

    is_local: bool = False
    known: Collection[str] = HOSTS

    def allows(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            return False
        if parts.username is not None or parts.fragment or parts.query:
            return False
        return (parts.scheme == "https" and host in self.known) or (self.is_local and is_here(host))


def is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
