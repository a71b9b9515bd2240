"""The command line: see ``microcoach --help``."""

import asyncio
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated, Literal

import typer
from rich.progress import track
from rich.table import Table

from bot import app, chores, doctor, logs
from bot.about import ABOUT
from bot.adapters.slack.manifest import manifest as slack_manifest
from bot.adapters.teams.manifest import PACKAGE
from bot.adapters.teams.manifest import package as teams_package
from bot.authoring.commands import content
from bot.console import AsJson, err, out
from bot.domain.errors import CoachError
from bot.domain.language import DEFAULT_LOCALE
from bot.packs.load import load
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.runtime.holidays import days_off
from bot.scheduler.clock import SystemClock
from bot.settings import Settings, load_settings, variables
from bot.simulation import page
from bot.simulation.life import Speak
from bot.simulation.programme import ProgrammeError, hours_a_week, next_monday, play, programme, rate
from bot.simulation.report import report
from bot.simulation.sheet import as_html

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Micro-coaching in the chat a leader already uses.",
)
people = typer.Typer(no_args_is_help=True, help="Bring people in.")
metrics = typer.Typer(no_args_is_help=True, help="Bring in figures of other systems.")
manifest = typer.Typer(no_args_is_help=True, help="Write what a chat product needs to know of the bot.")
cli.add_typer(content, name="content")
cli.add_typer(manifest, name="manifest")
cli.add_typer(people, name="people")
cli.add_typer(metrics, name="metrics")

Who = Annotated[str, typer.Argument(help="An e-mail address, an id, or a full name.")]


@cli.command()
def run() -> None:
    """Serve the bot: web, scheduler and dispatcher in one process."""
    settings = _settings()
    asyncio.run(app.serve(settings, ticking=True, greet=_greet))


@cli.command()
def web() -> None:
    """Serve HTTP only; workers do what falls due."""
    settings = _settings()
    asyncio.run(app.serve(settings, ticking=False, greet=_greet))


@cli.command()
def worker() -> None:
    """Do what falls due, without serving HTTP."""
    settings = _settings()
    asyncio.run(app.work(settings, greet=lambda: out.print("Microcoach is ready: this worker does what falls due.")))


@cli.command()
def migrate() -> None:
    """Bring the database up to this version."""
    asyncio.run(app.bring_up_to_date(_settings()))
    out.print("The database is up to date.")


@cli.command("doctor")
def examine(as_json: AsJson = False) -> None:
    """Say what is misconfigured, missing or unreachable, and the remedy."""
    settings = _settings()
    found = asyncio.run(doctor.examine(settings))
    if as_json:
        sys.stdout.write(json.dumps([vars_of(finding) for finding in found]) + "\n")
    else:
        _show_variables(settings)
        _show_findings(found)
    if any(finding.state == "wrong" for finding in found):
        raise typer.Exit(1)


@people.command("import")
def people_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a header row.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Bring in the people of a CSV file; bad rows are listed, good ones are kept."""
    listed = asyncio.run(chores.bring(_settings(), file.read_bytes(), dry_run=dry_run))
    for row in listed.bad:
        err.print(f"{file.name}:{row.line}: {row.what}", markup=False)
    verb = "would be brought in" if dry_run else "brought in"
    out.print(f"{len(listed.newcomers)} people {verb}, {len(listed.bad)} rows left out.")
    if listed.bad:
        raise typer.Exit(1)


@metrics.command("import")
def metrics_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file: person,metric,value,date.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Bring in figures of other systems; bad rows are listed, good ones are kept."""
    listed = asyncio.run(chores.measure(_settings(), file.read_bytes(), dry_run=dry_run))
    for row in listed.bad:
        err.print(f"{file.name}:{row.line}: {row.what}", markup=False)
    verb = "would be brought in" if dry_run else "brought in"
    out.print(f"{len(listed.figures)} figures {verb}, {len(listed.bad)} rows left out.")
    if listed.bad:
        raise typer.Exit(1)


@people.command("link")
def people_link(
    person: Who,
    platform: Annotated[Literal["slack", "teams"], typer.Argument(help="The chat product of the account.")],
    account: Annotated[str, typer.Argument(help="Slack's member id (U…), or the user's object id in Entra.")],
    workspace: Annotated[
        str | None, typer.Option(help="Slack's team id or the tenant, where there are several.")
    ] = None,
) -> None:
    """Say that an account is somebody's whose e-mail address is another one there."""
    asyncio.run(chores.link(_settings(), person, platform, account, workspace))
    out.print("Linked. They are met there as soon as they write to the bot there.")


@cli.command()
def simulate(
    *,
    weeks: Annotated[int, typer.Option(help="How long the programme is.")] = 12,
    learners: Annotated[int, typer.Option(help="How many people take part.")] = 200,
    pathway: Annotated[str | None, typer.Option(help="The id of a pathway; without it, the first one.")] = None,
    seed: Annotated[int, typer.Option(help="Another number, other luck; the same number, the same story.")] = 1,
    per_minute: Annotated[float, typer.Option(help="How many messages a minute the workspace takes.")] = 300,
    coach_hours: Annotated[float, typer.Option(help="How many hours a week each coach has for feedback.")] = 4,
    to: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="Write the report as a page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Play a programme on invented people, and say what it will ask of coaches and learners."""
    began = perf_counter()
    settings = _settings()
    library = load(settings.content_dir)[DEFAULT_LOCALE]
    starts_on = next_monday(SystemClock().now().date())
    plan = programme(library, weeks=weeks, learners=learners, pathway=pathway, seed=seed, starts_on=starts_on)
    pace, available = rate(per_minute), hours_a_week(coach_hours)
    quiet = as_json or not err.is_terminal
    playing = play(plan, library, days_off, _speaker(Prompts.load(FOLDER)))
    lives = list(track(playing, "Playing", learners, console=err, transient=True, disable=quiet))
    window = settings.sending_window
    found = report(plan, library, lives, per_minute=pace, window_minutes=window, available=available)
    if to is not None:
        to.write_text(as_html(found), encoding="utf-8")
        err.print(f"Written to {to}.", markup=False)
    if as_json:
        sys.stdout.write(page.as_json(found, perf_counter() - began) + "\n")
    else:
        out.print(page.table(found), page.ASSUMED, *found.warnings, sep="\n", markup=False)


@cli.command()
def export(
    person: Who, to: Annotated[Path | None, typer.Option(help="A file; without it, standard output.")] = None
) -> None:
    """Write everything about one person as JSON."""
    document = asyncio.run(chores.export(_settings(), person))
    if to is None:
        sys.stdout.write(document.decode() + "\n")
    else:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(document)
        err.print(f"Written to {to}.")


@cli.command()
def erase(person: Who, yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False) -> None:
    """Delete everything personal of one person. There is no way back."""
    if not yes:
        typer.confirm(f"Erase everything about {person}?", abort=True)
    asyncio.run(chores.erase(_settings(), person))
    out.print("Erased.")


@cli.command()
def backup(
    to: Annotated[Path | None, typer.Option("--out", help="A file; without it, one named after the time.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write everything to one file, while the program runs."""
    named = to or Path(f"microcoach-{SystemClock().now():%Y%m%d-%H%M%S}.backup")
    with err.status("Writing") as status:
        made = asyncio.run(chores.back_up(_settings(), named, status.update))
    _say_what_is_in(named, made, as_json=as_json, verb="Written to")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What microcoach backup has written.")],
    *,
    erasures: Annotated[list[Path] | None, typer.Option(help="A later backup: who is erased there stays so.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the people who are in the database.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back. Stop the program first. Nothing is sent again, and the erased stay erased."""
    with err.status("Restoring") as status:
        made = asyncio.run(chores.bring_back(_settings(), file, erasures or [], status.update, replace=replace))
    _say_what_is_in(file, made, as_json=as_json, verb="Restored from")


def _say_what_is_in(file: Path, made: chores.Manifest, *, as_json: bool, verb: str) -> None:
    rows = {name: table["rows"] for name, table in made.tables.items()}
    if as_json:
        sys.stdout.write(json.dumps({"file": str(file), "revision": made.revision, "rows": rows}) + "\n")
    else:
        out.print(f"{verb} {file}: {sum(rows.values())} rows, {rows['person']} people.", markup=False)


@manifest.command("slack")
def manifest_slack(
    url: Annotated[str, typer.Option(help="Where Slack reaches the bot, such as https://coach.example.org.")],
    out_folder: Annotated[Path | None, typer.Option("--out", file_okay=False, help="Write it in there.")] = None,
) -> None:
    """Print the manifest that Slack makes an app of."""
    try:
        made = json.dumps(slack_manifest(url), indent=2) + "\n"
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url") from None
    if out_folder is None:
        sys.stdout.write(made)
        return
    out_folder.mkdir(parents=True, exist_ok=True)
    (out_folder / "slack-manifest.json").write_text(made, encoding="utf-8")
    err.print(f"Written to {out_folder / 'slack-manifest.json'}.")


@manifest.command("teams")
def manifest_teams(
    url: Annotated[str, typer.Option(help="Where Teams reaches the bot, such as https://coach.example.org.")],
    out_folder: Annotated[Path, typer.Option("--out", file_okay=False, help="Write it in there.")] = Path(),
    app_id: Annotated[str | None, typer.Option(help="The bot's app id; TEAMS_APP_ID where it is not given.")] = None,
) -> None:
    """Write the app package that is uploaded to Teams."""
    bot = app_id or load_settings().teams_app_id
    if bot is None:
        raise typer.BadParameter("Set TEAMS_APP_ID, or say which bot it is for.", param_hint="--app-id")
    try:
        made = teams_package(url, bot, ABOUT)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url or --app-id") from None
    out_folder.mkdir(parents=True, exist_ok=True)
    (out_folder / PACKAGE).write_bytes(made)
    err.print(f"Written to {out_folder / PACKAGE}.")


def vars_of(finding: doctor.Finding) -> dict[str, str]:
    return {"name": finding.name, "state": finding.state, "what": finding.what, "remedy": finding.remedy}


def _speaker(prompts: Prompts) -> Speak:
    """A simulated message in the words that a real one would have."""
    return lambda say, reader, at: prompts.render(say, Reader(reader.locale, reader.zone, at)).text


def _settings() -> Settings:
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    return settings


def _greet(program: app.Program, founded: bool) -> None:
    """What an admin reads after starting it."""
    settings = program.settings
    if founded:
        out.print("Made a sample organization: eight learners, a coach, a manager with a channel, a sponsor, an admin.")
    if settings.playground_on:
        out.print(f"Playground: http://{settings.host}:{settings.port}/playground")
    slack = "listening" if settings.slack_on else "not configured; see deploy/slack.md"
    out.print(f"Slack: {slack}.")
    teams = "listening" if settings.teams_on else "not configured; see deploy/teams.md"
    out.print(f"Teams: {teams}.")
    out.print("Microcoach is ready.")


def _show_variables(settings: Settings) -> None:
    table = Table("variable", "value", "from", box=None)
    for variable in variables(settings):
        table.add_row(variable.name, variable.value, variable.source)
    out.print(table)


def _show_findings(found: list[doctor.Finding]) -> None:
    for finding in found:
        out.print(f"{finding.state:>7}  {finding.name}: {finding.what}")
        if finding.remedy:
            out.print(f"         {finding.remedy}")


def main() -> None:
    """Run a command; whatever has a remedy ends as one line on stderr."""
    try:
        cli()
    except CoachError as error:
        err.print(str(error), markup=False)
        sys.exit(2 if isinstance(error, ProgrammeError) else 1)


if __name__ == "__main__":
    main()
