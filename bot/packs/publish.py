"""Publishing: what is there now is frozen, revision by revision."""

from pathlib import Path

from bot.packs.check import complain
from bot.packs.drafts import drafts
from bot.packs.faults import FaultyContentError
from bot.packs.load import read
from bot.packs.lock import Published, prints_of, read_lock, write_lock


def publish(folder: Path) -> tuple[Published, ...]:
    """Freeze what is new in ``folder`` and answer with it; FaultyContentError where anything is wrong."""
    content = read(folder)
    complain(content, folder)
    for file, line, what in drafts(content):
        content.faults.error(file, line, what, "Write it before you publish.")
    errors = content.faults.errors()
    if errors:
        raise FaultyContentError(errors)
    lock, now = read_lock(content, folder), prints_of(content)
    new = tuple(sorted(published for published in now if published not in lock))
    if new:
        write_lock(folder, lock | now)
    return new
