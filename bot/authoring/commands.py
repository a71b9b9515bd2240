"""``microcoach content``: begin a practice, check, look, publish."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.prompt import Prompt

from bot import chores
from bot.authoring import drafts, suggested
from bot.authoring.preview import LOOPBACK, Previewer, listening, practice_of
from bot.console import AsJson, err, out
from bot.domain.errors import ContentError
from bot.domain.ids import MicroId, PackId, PracticeId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import A_COLLEAGUE, LONGEST_MINUTES, SHORTEST_MINUTES, TIERS, Library
from bot.domain.proposal import Approved
from bot.packs.addresses import dead_links, over_the_net
from bot.packs.check import check
from bot.packs.load import load
from bot.packs.preview import preview
from bot.packs.publish import publish
from bot.packs.show import summary, tree
from bot.rendering.mirrors import differing
from bot.rendering.sources import FOLDER, written
from bot.scheduler.clock import SystemClock
from bot.settings import load_settings

content = typer.Typer(no_args_is_help=True, help="Look after the practices and the competency framework.")
new = typer.Typer(no_args_is_help=True, help="Begin something new.")
content.add_typer(new, name="new")

_MINUTES = tuple(map(str, range(SHORTEST_MINUTES, LONGEST_MINUTES + 1)))


def _folder() -> Path:
    return load_settings().content_dir


def _today() -> date:
    return SystemClock().now().date()


@content.command("check")
def content_check(
    *,
    links: Annotated[bool, typer.Option("--links", help="Also ask the net whether addresses answer.")] = False,
) -> None:
    """Read all content and all prompts and say what is wrong, with file, line and remedy."""
    folder = _folder()
    faults = check(folder, on=_today())
    faults += asyncio.run(dead_links(folder, over_the_net)) if links else []
    apart = list(differing(FOLDER))
    for line in (*map(str, faults), *apart):
        out.print(line, markup=False)
    errors = sum(fault.is_error for fault in faults) + len(apart)
    if not errors:
        shares = summary(load(folder), written(FOLDER))["locales"]
        out.print(f"Prompts and texts: {', '.join(f'{locale} {share:.0%}' for locale, share in shares.items())}.")
    out.print(f"{errors} errors, {len(faults) + len(apart) - errors} warnings.")
    if errors:
        raise typer.Exit(1)


@content.command("show")
def content_show(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer reads options from the signature
    """Print the competencies, their micro-competencies and practices as a tree."""
    libraries = load(_folder())
    if as_json:
        sys.stdout.write(json.dumps(summary(libraries, written(FOLDER))) + "\n")
    else:
        out.print(tree(libraries), markup=False)


@content.command("preview")
def content_preview(
    practice: Annotated[str, typer.Argument(help="The id of a practice.")],
    *,
    text: Annotated[bool, typer.Option("--text", help="Print it here instead.")] = False,
    locale: Annotated[str, typer.Option(help="The language to show it in.")] = DEFAULT_LOCALE,
    port: Annotated[int, typer.Option(help="Where to serve the page, on this machine only.")] = 8010,
) -> None:
    """Show a practice in the browser as each chat would, and again whenever a file is saved."""
    folder, id_ = _folder(), PracticeId(practice)
    libraries = load(folder)
    found = practice_of(libraries, id_, locale)
    if text:
        out.print(preview(libraries[locale], found), markup=False)
        return
    page = Previewer(folder, FOLDER, id_, locale, SystemClock().now())
    with listening(port) as door:
        out.print(f"http://{LOOPBACK}:{door.getsockname()[1]}/ shows “{found.title}”. Ctrl-C ends it.", markup=False)
        uvicorn.Server(uvicorn.Config(page.app(), log_level="warning", lifespan="off")).run(sockets=[door])


@content.command("publish")
def content_publish() -> None:
    """Freeze everything as it is now; from then on a change needs a new revision."""
    for published in publish(_folder()):
        out.print(f"{published.name}, revision {published.revision}, {published.locale}", markup=False)


@content.command("suggested")
def content_suggested(
    *,
    out_folder: Annotated[Path | None, typer.Option("--out", file_okay=False, help="Write them in there.")] = None,
) -> None:
    """Write a draft for each scenario that somebody suggested and a reviewer approved."""
    settings = load_settings()
    folder = settings.content_dir
    library = load(folder)[DEFAULT_LOCALE]
    known = {it.suggestion: it for it in library.practices.values() if it.suggestion}
    found = asyncio.run(chores.suggested(settings, known))
    count = 0
    for approved in found.approved:
        if approved.proposal.id not in known:
            count += _drafted(approved, folder, out_folder)
    out.print(f"Drafts written: {count}.")
    for it in (known[id_] for id_ in found.uncredited):
        if it.thanks not in {"", A_COLLEAGUE}:
            out.print(f"{it.id}: take “thanks” out of its file; its author is not to be named.", markup=False)


def _drafted(approved: Approved, folder: Path, out_folder: Path | None) -> bool:
    """Whether there is a draft of it now; if not, it is said why, and the others are not kept waiting."""
    try:
        draft = suggested.draft_of(approved, load(folder)[DEFAULT_LOCALE], _today())
        for file in suggested.written(draft, folder, out_folder):
            out.print(f"Written: {file}", markup=False)
    except ContentError as error:
        err.print(f"{approved.proposal.id}: {error}", markup=False)
        return False
    return True


@new.command("practice")
def new_practice(  # noqa: PLR0913 - one option for each thing that is asked
    *,
    title: Annotated[str, typer.Option(prompt="What does one do, in a few words? (the title)")],
    objective: Annotated[str, typer.Option(prompt="What is different at the end of the day? (the objective)")],
    micro: Annotated[str | None, typer.Option("--micro-competency", help="The one behaviour that it trains.")] = None,
    tier: Annotated[int | None, typer.Option(min=TIERS[0], max=TIERS[-1], help="1 first steps, 3 hard.")] = None,
    minutes: Annotated[int | None, typer.Option(min=SHORTEST_MINUTES, max=LONGEST_MINUTES)] = None,
    pack: Annotated[str | None, typer.Option(help="The folder in packs/ that it goes into.")] = None,
    owner: Annotated[str | None, typer.Option(help="The e-mail address of whoever looks after it.")] = None,
    review_by: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When to read it again.")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="The name of its files; usually made of the title.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask; take what is usual for what is not given.")] = False,
) -> None:
    """Ask for the facts, and write both files of a new practice."""
    folder = _folder()
    library = load(folder)[DEFAULT_LOCALE]
    ask = partial(_ask, quiet=yes)
    trained = MicroId(ask("Which behaviour does it train?", micro, drafts.neediest_micro(library), _micros(library)))
    home = PackId(ask("Which pack?", pack, drafts.likely_pack(library, trained), tuple(library.packs)))
    usual = str(drafts.missing_tier(library, trained))
    level = ask("Tier (1 first steps, 2 everyday, 3 hard)", _word(tier), usual, tuple(map(str, TIERS)))
    length = ask("How many minutes does it take?", _word(minutes), "15", _MINUTES)
    draft = drafts.Draft(
        id=ask("Its id", id_, drafts.id_of(title)),
        title=title,
        objective=objective,
        pack=home,
        micro=trained,
        tier=next(known for known in TIERS if str(known) == level),
        minutes=int(length),
        owner=ask("Who looks after it? (an e-mail address)", owner, library.packs[home].owner),
        review_by=review_by.date() if review_by else drafts.in_a_year(_today()),
    )
    for file in drafts.begin(draft, folder):
        out.print(f"Written: {file}", markup=False)
    out.print("Now write its words, take “retired: true” out, and add it to a pathway. Then: microcoach content check")


def _ask(question: str, given: str | None, usual: str, choices: Sequence[str] = (), *, quiet: bool = False) -> str:
    """What was given as an option, else what is answered; in the ``quiet``, what is usual."""
    if given is None and quiet:
        return usual
    if given is None:
        return Prompt.ask(question, console=out, default=usual, choices=list(choices) or None)
    if choices and given not in choices:
        raise ContentError(f"“{given}” is not among: {', '.join(choices)}.")
    return given


def _micros(library: Library) -> Sequence[str]:
    return tuple(library.framework.micro_competencies)


def _word(number: int | None) -> str | None:
    return None if number is None else str(number)
