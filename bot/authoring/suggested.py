"""From what people have suggested, and a reviewer has approved, to drafts for a writer."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.authoring.drafts import Draft, begin, id_of, in_a_year, likely_pack, missing_tier, write
from bot.domain.errors import ContentError
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import Library
from bot.domain.proposal import Approved, Part
from bot.packs import schema

_MINUTES = 15
_REST_OF_AN_ID = 6
_ITEM = 1_000
# Every sign that a content file does not take is told in another way, or left out.
_PLAIN = str.maketrans(
    {"{": "(", "}": ")", "<": "\u2039", ">": "\u203a", "`": "'", "*": "", "|": "/", "#": "", "\\": "/"}
)
_ADDRESS = re.compile(r":(?=//)|(?<=[^\W\d]):(?=\S)")
_TOLD: tuple[tuple[str, tuple[tuple[str, Part], ...]], ...] = (
    (schema.GUIDE, (("What happened", "happened"),)),
    (schema.EXEMPLAR, (("What was done", "did"), ("What followed", "followed"))),
)


def draft_of(approved: Approved, library: Library, on: date) -> Draft:
    """Raises ContentError where its skill is no longer in the library."""
    proposal = approved.proposal
    if proposal.micro not in library.framework.micro_competencies:
        raise ContentError(f"There is no micro-competency “{proposal.micro}” any more.")
    pack = likely_pack(library, proposal.micro)
    practise = plain(proposal.words["practise"], schema.LINE) or f"{schema.DRAFT} one sentence."
    return Draft(
        id=_free_id(practise, proposal.id, library),
        title=plain(practise, schema.NAME),
        objective=practise,
        pack=pack,
        micro=proposal.micro,
        tier=missing_tier(library, proposal.micro),
        minutes=_MINUTES,
        owner=library.packs[pack].owner,
        review_by=in_a_year(on),
        suggestion=proposal.id,
        thanks=plain(approved.thanks, schema.NAME),
        notes={heading: "\n\n".join(_notes(approved, told)) for heading, told in _TOLD},
    )


def written(draft: Draft, content: Path, out: Path | None) -> tuple[Path, Path]:
    """Both files, in the content folder or in one of the same shape. Raises ContentError."""
    if out is None:
        return begin(draft, content)
    home = out / "packs" / draft.pack / "practices"
    facts, words = home / f"{draft.id}.yaml", home / f"{draft.id}.{DEFAULT_LOCALE}.md"
    if facts.exists() or words.exists():
        raise ContentError(f"{facts} is there already.")
    home.mkdir(parents=True, exist_ok=True)
    write(draft, facts, words)
    return facts, words


def plain(text: str, most: int) -> str:
    """One line that a content file takes, of at most so many characters."""
    told = re.sub("_{2,}", "_", text.translate(_PLAIN)).replace("](", "] (")
    line = " ".join(_ADDRESS.sub(": ", told).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _notes(approved: Approved, told: tuple[tuple[str, Part], ...]) -> Iterator[str]:
    for label, part in told:
        yield f"**{label}:** {plain(approved.proposal.words[part], _ITEM)}"


def _free_id(practise: str, proposal: str, library: Library) -> str:
    """Of its title; with a piece of the suggestion's own where that is taken or says nothing."""
    taken = {*library.practices, *library.projects, *library.pathways, *library.role_profiles}
    taken |= {*library.framework.competencies, *library.framework.micro_competencies, *library.packs}
    id_ = id_of(practise) or "suggested"
    return id_ if id_ not in taken and id_ != "suggested" else f"{id_[:50].rstrip('-')}-{proposal[:_REST_OF_AN_ID]}"
