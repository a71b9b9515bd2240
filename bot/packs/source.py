"""Reading a content file as text, and refusing what has no place in any of them."""

import re
from pathlib import Path

from bot.packs.faults import Faults
from bot.packs.links import note_links

MOST_BYTES = 1024 * 1024

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_REFUSED = (
    (
        re.compile(r"\{\{|\{%|\{#"),
        "Template signs such as {{ or {% have no place in content.",
        "Write the words out; nothing is filled in.",
    ),
    (
        re.compile(r"<(?=[A-Za-z/!@#?])"),
        "A < before a word could be read as HTML or as a mention.",
        "Leave the < out.",
    ),
    (_CONTROL, "There is an invisible control character.", "Delete the line and type it again."),
)


def read_text(file: Path, faults: Faults) -> str | None:
    """The text of ``file`` with plain line ends, or None when it can't be read at all."""
    raw = _bytes(file, faults)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.error(file, line, "This is not UTF-8 text.", "Save the file with the encoding UTF-8.")
        return None
    text = text.replace("\r\n", "\n")
    _refuse(file, text, faults)
    note_links(file, text, faults)
    return text


def note_escapes(folder: Path, faults: Faults) -> None:
    """Note what leads out of the folder, so that nothing from elsewhere is taken for content."""
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            faults.error(path, 1, "This link leads out of the content folder.", "Put the file itself here.")


def _bytes(file: Path, faults: Faults) -> bytes | None:
    try:
        if file.stat().st_size > MOST_BYTES:
            faults.error(file, 1, "The file is larger than 1 MiB.", "Split it, or leave out what is not text.")
            return None
        return file.read_bytes()
    except OSError as error:
        faults.error(file, 1, f"The file can't be read: {error.strerror}.", "Check that it exists and may be read.")
        return None


def _refuse(file: Path, text: str, faults: Faults) -> None:
    for pattern, what, remedy in _REFUSED:
        for found in pattern.finditer(text):
            faults.error(file, text.count("\n", 0, found.start()) + 1, what, remedy)
