"""What is misconfigured, missing or unreachable, and the remedy."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import app, chores
from bot.adapters.slack.examine import SlackSettings, examine_slack
from bot.adapters.teams.credentials import App
from bot.adapters.teams.examine import TeamsSettings, examine_teams
from bot.domain.errors import CoachError
from bot.engine.reach import Silence
from bot.packs.check import check
from bot.runtime.finding import Finding
from bot.runtime.outlook import Outlook
from bot.runtime.ports import Health
from bot.scheduler.clock import SystemClock
from bot.settings import Settings

_LEAST_FREE_BYTES = 200 * 1024 * 1024
_MIB = 1024 * 1024
_SILENCES: Mapping[Silence, tuple[str, str]] = {
    "no conversation": ("the bot has no conversation with them", "Install the bot where they chat."),
    "cohort over": ("their cohort is over", "Bring them into a cohort that runs, or let them go."),
    "away to the end": ("they are away, or have paused, until their cohort is over", "Let the cohort end later."),
    "never open": (
        "their working hours never open, or their leave has no end",
        "Ask them: /practice hours 09:00-17:30",
    ),
    "nothing planned": ("nothing is planned for them, as after a clock that was wrong", "Ask them: /practice resume"),
}


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be looked at without credentials being sent anywhere."""
    findings = [*_content(settings), *_disk(settings), *_chat(settings)]
    chats = [*await examine_slack(_slack(settings)), *await examine_teams(_teams(settings), SystemClock())]
    return [*await _database(settings), *findings, *chats]


def _teams(settings: Settings) -> TeamsSettings:
    password = settings.teams_app_password
    secret = None if password is None else password.get_secret_value()
    known = settings.teams_app_id
    registered = None if known is None else App(known, secret, settings.teams_app_type, settings.teams_tenant_id)
    return TeamsSettings(registered, settings.base_url, settings.teams_openid_metadata_url, settings.teams_login_url)


def _slack(settings: Settings) -> SlackSettings:
    secrets = {name: getattr(settings, f"slack_{name}") for name in ("signing_secret", "bot_token", "client_secret")}
    given = {name: None if secret is None else secret.get_secret_value() for name, secret in secrets.items()}
    address, socket = settings.base_url, settings.slack_app_token is not None
    return SlackSettings(settings.slack_api_url, address, settings.slack_client_id, is_socket=socket, **given)


async def _database(settings: Settings) -> list[Finding]:
    try:
        health, outlook, strangers = await chores.condition(settings)
    except CoachError as error:
        remedy = "Check MICROCOACH_DATABASE_URL, then run: microcoach migrate"
        return [Finding("database", "wrong", str(error), remedy)]
    lag = health.due_lag.total_seconds()
    reachable = Finding("database", "ok", f"reachable and up to date; the scheduler is {lag:.0f} s behind")
    people = (*people_findings(outlook), *sending_findings(outlook, settings.sending_window))
    return [reachable, *message_findings(health), *people, *owner_findings(strangers)]


def message_findings(health: Health) -> Iterator[Finding]:
    """Messages that nobody got, and why; and those of which nobody knows whether somebody did."""
    for reason, count in health.given_up.items():
        remedy = "The log has message_given_up for each of them."
        yield Finding("messages", "wrong", f"{count} given up: {reason}", remedy)
    if unknown := health.messages.get("unknown", 0):
        what = f"{unknown} of which nobody knows whether they arrived, on a platform that can't be asked"
        yield Finding("messages", "wrong", what, "The log has message_unknown for each: ask the reader, or leave it.")
    if uncertain := health.messages.get("uncertain", 0):
        what = f"{uncertain} whose answer was lost and which are being looked for"
        yield Finding("messages", "warning", what, "Nothing to do: they are sent again if they are not there.")


def people_findings(outlook: Outlook) -> Iterator[Finding]:
    """Whether everybody will hear from the bot: how many will not, never who."""
    unheard = sum(outlook.silences.values())
    yield Finding(
        "people", "ok", f"{outlook.learners:,} learners; {outlook.learners - unheard:,} will hear from the bot"
    )
    for reason, count in sorted(outlook.silences.items()):
        what, remedy = _SILENCES[reason]
        yield Finding("people", "warning", f"{count:,} will never get a prompt: {what}", remedy)
    if outlook.unknown_zones:
        what = f"{outlook.unknown_zones:,} have a time zone that nobody knows any more, and are met by the clock of UTC"
        yield Finding("people", "warning", what, "Give them a zone of today: microcoach people import")


def owner_findings(strangers: Mapping[str, int]) -> Iterator[Finding]:
    """Owners of content whom nobody can tell that a review is due."""
    for owner, count in sorted(strangers.items()):
        what = f"nobody here has the address {owner}, which looks after {count:,} texts: nobody hears of their reviews"
        yield Finding("content", "warning", what, "Write another owner, or bring them in: microcoach people import")


def sending_findings(outlook: Outlook, window: int) -> Iterator[Finding]:
    """How long it takes to reach everybody who is due at once, in each workspace."""
    for workload, rush in outlook.rushes:
        when = f"{rush.at:%a %d %b, %H:%M} UTC"
        what = (
            f"{workload.name}: {rush.people:,} people due at once on {when} are reached in {rush.minutes:.1f} minutes"
        )
        if rush.minutes <= window:
            yield Finding("sending", "ok", what)
        else:
            remedy = "Spread the hours, or raise MICROCOACH_SENDING_WINDOW_MINUTES."
            yield Finding("sending", "warning", f"{what}; the window has {window}", remedy)


def _content(settings: Settings) -> Iterator[Finding]:
    faults = [fault for fault in check(settings.content_dir) if fault.is_error]
    if faults:
        yield Finding("content", "wrong", f"{len(faults)} faults", "Run: microcoach content check")
    else:
        yield Finding("content", "ok", f"{settings.content_dir}")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = app.data_folder(settings)
    if folder is None:
        return
    free = shutil.disk_usage(_nearest(folder)).free
    state = "ok" if free > _LEAST_FREE_BYTES else "wrong"
    remedy = "" if state == "ok" else "Make room: the database needs some to write at all."
    yield Finding("disk", state, f"{free // _MIB:,} MiB free at {folder}", remedy)


def _nearest(folder: Path) -> Path:
    return folder if folder.exists() else _nearest(folder.parent)


def _chat(settings: Settings) -> Iterator[Finding]:
    """What is missing for each chat product; the playground needs nothing."""
    playground = "on, for whoever sits at this machine" if settings.playground_on else "off"
    yield Finding("playground", "ok", playground)
    if not settings.is_loopback and settings.playground_on:
        yield Finding(
            "playground", "wrong", f"open to everybody who reaches {settings.host}", "Unset MICROCOACH_PLAYGROUND."
        )
