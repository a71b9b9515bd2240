"""A new practice to begin with: facts that are right, and words that say what belongs in their place."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bot.domain.errors import ContentError
from bot.domain.ids import MicroId, PackId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import TIERS, Library, Tier
from bot.packs import schema
from bot.packs.check import check
from bot.packs.faults import FaultyContentError
from bot.packs.form import is_id

_A_YEAR = timedelta(days=365)
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_HINTS: Mapping[str, str | tuple[str, ...]] = {
    schema.EXERCISE_PART: "what to do, today, at work, with nobody's permission.",
    schema.CONSTRAINT: "what makes it realistic: little time, a full day, no help.",
    schema.CRITERIA: ("what somebody else could see.", "what somebody else could hear."),
    schema.WHY: f"one sentence. {schema.SOURCE} practitioner experience",
    schema.CHECKLIST: ("the first thing.", "the second thing.", "the third thing."),
    schema.GUIDE: "one page, 120 to 250 words.",
    schema.EXEMPLAR: "a short dialogue, with **First try** and **Second try** above its two halves.",
    schema.REFLECTION: ("a question about what was seen.", "a question about what was heard."),
    schema.RECALL: ("a question to answer from memory.", "another one."),
}
_SCENARIO = """\
{draft} a situation that has to be decided, told to “you”.

### One thing to do

{draft} what follows from it, the next day and the next week.

### Another, just as tempting

{draft} what follows from that."""


@dataclass(frozen=True, slots=True)
class Draft:
    """``notes`` are what there is to go on, by the heading that they stand under until its words are written."""

    id: str
    title: str
    objective: str
    pack: PackId
    micro: MicroId
    tier: Tier
    minutes: int
    owner: str
    review_by: date
    suggestion: str = ""
    thanks: str = ""
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


def id_of(title: str) -> str:
    """The title as an id: small letters and hyphens."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)).lstrip("0123456789-")[:60].strip("-")


def neediest_micro(library: Library) -> MicroId:
    """The micro-competency with the fewest practices."""
    trained = [practice.micro_competency for practice in library.practices.values()]
    return min(library.framework.micro_competencies, key=trained.count)


def missing_tier(library: Library, micro: MicroId) -> Tier:
    """The easiest tier that the micro-competency has no practice of; the everyday one where it has all."""
    there = {practice.tier for practice in library.practices.values() if practice.micro_competency == micro}
    for tier in TIERS:
        if tier not in there:
            return tier
    return 2


def likely_pack(library: Library, micro: MicroId) -> PackId:
    """The pack that is called like the competency, else the first one."""
    competency = library.framework.micro_competencies[micro].competency
    packs = list(library.packs)
    if not packs:
        raise ContentError("There is no pack yet. Make a folder in packs/ with a pack.yaml and a pack.en.yaml.")
    return PackId(competency) if PackId(competency) in packs else packs[0]


def in_a_year(on: date) -> date:
    return on + _A_YEAR


def begin(draft: Draft, folder: Path) -> tuple[Path, Path]:
    """Write both files. Raises ContentError, with nothing written, where they would not be in order."""
    home = folder / "packs" / draft.pack / "practices"
    facts, words = home / f"{draft.id}.yaml", home / f"{draft.id}.{DEFAULT_LOCALE}.md"
    if facts.exists() or words.exists():
        raise ContentError(f"{facts} is there already. Choose another id.")
    if not is_id(draft.id):
        raise ContentError(f"“{draft.id}” can't be an id. Use small letters a to z, digits and single hyphens.")
    home.mkdir(parents=True, exist_ok=True)
    write(draft, facts, words)
    wrong = [fault for fault in check(folder) if fault.is_error and fault.file in {facts, words}]
    if wrong:
        facts.unlink()
        words.unlink()
        raise FaultyContentError(wrong)
    return facts, words


def write(draft: Draft, facts: Path, words: Path) -> None:
    facts.write_text(_facts(draft), encoding="utf-8")
    words.write_text("\n\n".join((f"# {draft.title}", *_parts(draft))) + "\n", encoding="utf-8")


def _facts(draft: Draft) -> str:
    return f"""\
id: {draft.id}
revision: 1
micro_competency: {draft.micro}
tier: {draft.tier}
minutes: {draft.minutes}
tags:
  role: [any]
  function: [any]
owner: {draft.owner}
review_by: {draft.review_by}
retired: true  # take this line out when the words are written: until then nobody is offered it
{_origin(draft)}"""


def _origin(draft: Draft) -> str:
    suggestion = f"suggestion: {draft.suggestion}  # its author is told when this practice is offered\n"
    thanks = f"thanks: {json.dumps(draft.thanks, ensure_ascii=False)}\n" if draft.thanks else ""
    return suggestion + thanks if draft.suggestion else ""


def _parts(draft: Draft) -> Iterator[str]:
    for name in schema.PRACTICE_PARTS:
        yield f"## {name}\n\n{_text(draft, name)}"


def _text(draft: Draft, name: str) -> str:
    if name == schema.OBJECTIVE:
        return draft.objective
    if name == schema.SCENARIO:
        return _SCENARIO.format(draft=schema.DRAFT)
    hint = _HINTS[name]
    if name in draft.notes and isinstance(hint, str):
        return f"{schema.DRAFT} {hint}\n\n{draft.notes[name]}"
    return f"{schema.DRAFT} {hint}" if isinstance(hint, str) else "\n".join(f"- {schema.DRAFT} {it}" for it in hint)
