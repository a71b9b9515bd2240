"""What a text of the content may be: not too long, and plain where it is shown plain."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.packs.faults import Faults

_MARKUP = re.compile(r"\*\*|__|`|\]\(")
_NOT_IN_GUIDES = re.compile(r"`|\]\(|^#|^ {0,3}\|", re.MULTILINE)
_BLOCK = re.compile(r"\s*([-*>]|\d+\.)(\s|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text stands and what authors call it."""

    name: str
    file: Path
    line: int
    faults: Faults

    def error(self, what: str, remedy: str) -> None:
        self.faults.error(self.file, self.line, f"{self.name} {what}", remedy)


def check_plain(text: str, most: int, spot: Spot) -> None:
    """Note a text that is too long or has markup in it."""
    check_length(text, most, spot)
    if _MARKUP.search(text):
        spot.error("is shown as plain text.", "Leave out ** and __, backquotes and links.")


def check_markdown(text: str, most: int, spot: Spot) -> None:
    """Note a text that is too long or uses more of Markdown than every chat can show."""
    check_length(text, most, spot)
    if _NOT_IN_GUIDES.search(text):
        remedy = "Use paragraphs, **bold**, lists and > quotes only; name sources in words, without links."
        spot.error("uses Markdown that not every chat can show.", remedy)


def check_length(text: str, most: int, spot: Spot) -> None:
    if len(text) > most:
        spot.error(f"has {len(text):,} characters; at most {most:,} fit.", f"Cut {len(text) - most:,} of them.")


def unwrapped(text: str) -> str:
    """The same paragraphs, each on one line, so that it does not matter where the author broke the lines."""
    joined: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() and joined and joined[-1] and not _BLOCK.match(line):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line.rstrip())
    return "\n".join(joined)
