"""What is missing or wrong between the settings and Teams, and the remedy. A secret is shown to Microsoft alone."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.adapters import proxies
from bot.adapters.teams.credentials import LOGIN, App, Credentials, NotGrantedError
from bot.adapters.teams.keys import METADATA
from bot.adapters.teams.manifest import MESSAGES
from bot.domain.errors import UnreachableError
from bot.runtime.finding import Finding
from bot.runtime.ports import Clock

_PATIENCE = ClientTimeout(total=8, sock_connect=3)
_TOO_FAR = timedelta(minutes=4)
_APPS = "Azure portal, your Azure Bot, Configuration"


@dataclass(frozen=True, slots=True, repr=False)
class TeamsSettings:
    app: App | None
    base_url: str | None
    metadata_url: str | None
    login_url: str | None


async def examine_teams(given: TeamsSettings, wall: Clock) -> list[Finding]:
    if given.app is None:
        set_up = "Follow deploy/teams.md, or use the playground."
        return [Finding("teams", "missing", "TEAMS_APP_ID is not set", set_up)]
    async with ClientSession(timeout=_PATIENCE, trust_env=proxies.are_set()) as session:
        wrong = _settings(given.app)
        token = [] if wrong else [await _token(given, given.app, session, wall)]
        return [*wrong, *token, await _keys(given, session, wall), await _address(given, session)]


def _settings(app: App) -> list[Finding]:
    found: list[Finding] = []
    if not _is_guid(app.app_id):
        found.append(Finding("teams app id", "wrong", "TEAMS_APP_ID is no app id", f"Copy it from: {_APPS}."))
    if app.kind != "UserAssignedMSI" and not app.password:
        remedy = "Make a client secret under Certificates & secrets of the app registration."
        found.append(Finding("teams secret", "wrong", "TEAMS_APP_PASSWORD is not set", remedy))
    if app.kind != "MultiTenant" and (app.tenant is None or not _is_guid(app.tenant)):
        remedy = f"Copy “App Tenant ID” from: {_APPS}."
        found.append(Finding("teams tenant", "wrong", "TEAMS_TENANT_ID is no tenant id", remedy))
    return found


async def _token(given: TeamsSettings, app: App, session: ClientSession, wall: Clock) -> Finding:
    try:
        await Credentials(app, given.login_url or LOGIN, session, wall).token()
    except NotGrantedError as error:
        remedy = "Check that id, secret and tenant belong together, and that the secret has not run out."
        return Finding("teams token", "wrong", f"Microsoft gives no token: {error}", remedy)
    except UnreachableError as error:
        return Finding("teams token", "wrong", str(error), "Let this machine reach login.microsoftonline.com.")
    return Finding("teams token", "ok", "Microsoft gives a token for this app")


async def _keys(given: TeamsSettings, session: ClientSession, wall: Clock) -> Finding:
    """Tokens of Teams are checked by these keys, and by the clock of this machine."""
    try:
        async with session.get(given.metadata_url or METADATA) as answer:
            answer.raise_for_status()
            said = answer.headers.get("Date", "")
    except (ClientError, OSError) as error:
        what = f"Teams' signing keys can't be fetched: {type(error).__name__}"
        return Finding("teams keys", "wrong", what, "Let this machine reach login.botframework.com.")
    try:
        apart = abs(parsedate_to_datetime(said).astimezone(UTC) - wall.now())
    except ValueError:
        return Finding("teams keys", "ok", "Teams' signing keys can be fetched")
    if apart > _TOO_FAR:
        what = f"the clock of this machine is {apart.total_seconds():.0f} s away from Microsoft's"
        return Finding("teams clock", "wrong", what, "Let it be set by the network; tokens are refused from 300 s on.")
    return Finding("teams keys", "ok", "Teams' signing keys can be fetched, and the clock is right")


async def _address(given: TeamsSettings, session: ClientSession) -> Finding:
    """Whoever shows no token must hear 401, and that from us."""
    if given.base_url is None:
        remedy = "Set it to the https address that leads here; pictures and files are fetched there as well."
        return Finding("teams address", "wrong", "MICROCOACH_BASE_URL is not set", remedy)
    url = f"{given.base_url}{MESSAGES}"
    try:
        async with session.post(url, json={"type": "message"}) as answer:
            status = answer.status
    except (ClientError, OSError) as error:
        what = f"{url} can't be reached: {type(error).__name__}"
        return Finding("teams address", "wrong", what, "Start the program, and let the address lead to it.")
    if status != 401:
        return Finding("teams address", "wrong", f"{url} answers {status}", "Let that path lead to this program.")
    return Finding("teams address", "ok", f"{url} is reached, and refuses whoever shows no token")


def _is_guid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
