"""The app as Teams is told about it, held to the schemas that Microsoft publishes."""

import json
import struct
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator, Draft7Validator

from bot.__main__ import main
from bot.about import ABOUT
from bot.adapters.teams.manifest import manifest, package
from bot.engine.commands import FAMILIES
from tests.rig.npm import TEAMS, installed

URL, BOT = "https://coach.example.org", "0f7c2a4e-9d3b-4a61-8f52-1c9e7d5b3a60"
MADE = manifest(URL, BOT, ABOUT)


def schema(name: str) -> Any:
    folder = installed(TEAMS) / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
    found = json.loads((folder / f"v{MADE['manifestVersion']}" / f"MicrosoftTeams{name}.schema.json").read_text())
    return (Draft4Validator if "draft-04" in found["$schema"] else Draft7Validator)(found)


def faults(kind: str, made: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema(kind).iter_errors(made)]


def files() -> dict[str, bytes]:
    with ZipFile(BytesIO(package(URL, BOT, ABOUT))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_microsofts_own_schemas_take_it() -> None:
    assert not faults("", MADE)
    for language in MADE["localizationInfo"]["additionalLanguages"]:
        assert not faults(".Localization", json.loads(files()[language["file"]]))


def test_the_schema_would_find_a_fault() -> None:
    assert faults("", {**MADE, "accentColor": "red"})
    assert faults(".Localization", {"name.short": "Microcoach"})


def test_the_package_has_all_that_it_names_at_its_root() -> None:
    found = files()
    assert json.loads(found["manifest.json"]) == MADE
    assert set(found) == {"manifest.json", "de.json", *MADE["icons"].values()}
    sizes = [struct.unpack(">II", found[MADE["icons"][icon]][16:24]) for icon in ("color", "outline")]
    assert sizes == [(192, 192), (32, 32)]


def test_every_text_is_there_in_german() -> None:
    german = json.loads(files()["de.json"])
    listed = MADE["bots"][0]["commandLists"]
    wanted = {
        f"bots[0].commandLists[{n}].commands[{m}].description"
        for n, commands in enumerate(listed)
        for m, _ in enumerate(commands["commands"])
    }
    assert wanted <= set(german)


def test_it_asks_for_no_more_than_it_needs() -> None:
    assert MADE["permissions"] == ["identity", "messageTeamMembers"]
    assert "webApplicationInfo" not in MADE
    assert "authorization" not in MADE
    assert MADE["validDomains"] == ["coach.example.org"]


def test_what_is_offered_to_type_is_known() -> None:
    words = [row["title"].split()[0] for part in MADE["bots"][0]["commandLists"] for row in part["commands"]]
    assert set(words) <= {*FAMILIES, "feedback", "help"}


def test_the_same_package_for_the_same_bot() -> None:
    assert package(URL, BOT, ABOUT) == package(f"{URL}/", BOT.upper(), ABOUT)
    assert manifest(URL, "3b1b7f5e-50a4-4a07-9d6e-0a3a2a8d1f11", ABOUT)["id"] != MADE["id"]


def test_it_is_written_where_one_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.argv", ["microcoach", "manifest", "teams", "--url", URL, "--out", str(tmp_path), "--app-id", BOT]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert (tmp_path / "teams-app.zip").read_bytes() == package(URL, BOT, ABOUT)


@pytest.mark.parametrize(("url", "bot"), [("http://coach.example.org", BOT), ("https://", BOT), (URL, "no-guid")])
def test_an_address_or_a_bot_that_can_be_none_is_refused(url: str, bot: str) -> None:
    with pytest.raises(ValueError, match=r"https|UUID"):
        package(url, bot, ABOUT)
