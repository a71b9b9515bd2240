"""The command line: see ``microcoach --help``."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import app as program
from bot import logs
from bot.domain.errors import CoachError
from bot.settings import Settings, SettingsError, load_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Micro-coaching in the chat a leader already uses.")
content = typer.Typer(no_args_is_help=True, help="Look after the practices and the competency framework.")
people = typer.Typer(no_args_is_help=True, help="Bring people in.")
cli.add_typer(content, name="content")
cli.add_typer(people, name="people")

errors = Console(stderr=True, highlight=False, soft_wrap=True)
out = Console(highlight=False, soft_wrap=True)


@cli.command()
def run() -> None:
    """Serve the bot: web, scheduler and dispatcher in one process."""
    _serve(ticking=True)


@cli.command()
def web() -> None:
    """Serve HTTP only; workers do what falls due."""
    _serve(ticking=False)


@cli.command()
def worker() -> None:
    """Do what falls due, without serving HTTP."""
    settings = _settings()
    _finish(program.work(settings))


@cli.command()
def migrate() -> None:
    """Bring the database up to this version."""
    program.migrate(_settings().database_url)
    out.print("The database is up to date.")


def main() -> None:
    """Run the command; every failure that has a remedy is one line on stderr."""
    try:
        cli()
    except (CoachError, SettingsError) as error:
        errors.print(f"[red]{error}[/red]")
        sys.exit(1)


if __name__ == "__main__":
    main()
