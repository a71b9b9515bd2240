"""The app as Teams is told about it: a zip with what it may do, its icons, and its words in each language."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MESSAGES = "/api/messages"
PACKAGE = "teams-app.zip"

_HERE = Path(__file__).parent
_WORDS = {"de.json": "manifest.de.json"}
_ICONS = ("color.png", "outline.png")
_MADE_FOR = UUID("6f0e6a0c-9f3e-4a53-9d0e-5f7f1f0b6c11")
_LONG_AGO = (2026, 1, 1, 0, 0, 0)
"""The same package for the same address: Teams tells versions apart by their number, and nobody by the time."""


def manifest(url: str, app_id: str, about: str) -> dict[str, Any]:
    """The manifest of an installation at ``url``, for the bot that is registered as ``app_id``.

    ``about`` is the path of the page that says what it does and who sees what.

    Raises ValueError for an address that Teams would not call, or an id that is none.
    """
    address = url.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("Teams calls only an address that begins with https://, such as https://coach.example.org")
    bot = str(UUID(app_id))
    made = json.loads((_HERE / "manifest.json").read_text(encoding="utf-8"))
    made["id"] = str(uuid5(_MADE_FOR, bot))
    for page in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        made["developer"][page] = address + about
    made["bots"][0]["botId"] = bot
    made["validDomains"] = [parts.hostname]
    return made


def package(url: str, app_id: str, about: str) -> bytes:
    """The zip that is uploaded to Teams. Raises ValueError as ``manifest`` does."""
    files = {"manifest.json": (json.dumps(manifest(url, app_id, about), indent=2, ensure_ascii=False) + "\n").encode()}
    files |= {name: (_HERE / kept).read_bytes() for name, kept in _WORDS.items()}
    files |= {name: (_HERE / name).read_bytes() for name in _ICONS}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _LONG_AGO), content)
    return made.getvalue()
