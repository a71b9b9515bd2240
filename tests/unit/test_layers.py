"""Every contract about imports breaks when somebody breaks it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
# A contract, a module, what it has no business to import, and how that might be written.
PLANTED = [
    ("layers", "bot.domain.ids", "bot.engine.effects", "import bot.engine.effects"),
    ("layers", "bot.engine.effects", "bot.runtime.ports", "from bot.runtime import ports"),
    ("layers", "bot.packs.load", "bot.rendering.message", "import bot.rendering.message"),
    ("layers", "bot.scheduler.drain", "bot.adapters.tokens", "from bot.adapters.tokens import Buttons"),
    ("layers", "bot.simulation.life", "bot.packs.load", "from bot.packs import load"),
    ("layers", "storage.tables", "bot.scheduler.clock", "import bot.scheduler.clock"),
    ("pure", "bot.domain.ids", "asyncio", "import asyncio"),
    ("pure", "bot.engine.selection", "random", "import random as r"),
    ("pure", "bot.engine.effects", "pydantic", "def f():\n    from pydantic import BaseModel"),
    ("sql", "bot.runtime.conductor", "sqlmodel", "import sqlmodel"),
    ("sql", "bot.app", "sqlalchemy", "from sqlalchemy import text"),
    ("platforms", "bot.adapters.tokens", "bot.adapters.playground.routes", "import bot.adapters.playground.routes"),
    ("sdks", "bot.app", "slack_sdk", "import slack_sdk.web"),
    ("sdks", "bot.adapters.playground.routes", "botbuilder", "from botbuilder.core import TurnContext"),
    ("privacy", "bot.engine.flows.digest", "bot.domain.reflection", "from bot.domain import reflection"),
    ("privacy", "bot.engine.flows.gaps", "bot.domain.reflection", "import bot.domain.reflection"),
    ("privacy", "storage.gaps", "bot.domain.reflection", "import bot.domain.reflection"),
    ("privacy", "bot.domain.team", "bot.domain.reflection", "import bot.domain.reflection as r"),
    ("privacy", "storage.summaries", "bot.domain.reflection", "import bot.domain.reflection"),
    ("privacy", "bot.dashboards.manager", "bot.domain.reflection", "from bot.domain.reflection import Reflection"),
    ("storage", "storage.tables", "bot.runtime.conductor", "import bot.runtime.conductor"),
    ("storage", "storage.store", "bot.packs.load", "import bot.packs.load"),
    ("composition", "bot.__main__", "storage.tables", "import storage.tables"),
    ("composition", "bot.web", "storage.tables", "from storage import tables"),
    ("settings", "bot.runtime.ports", "bot.settings", "from bot.settings import Settings"),
]


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says, contract by contract, about a copy with everything forbidden planted in it."""
    home = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", home)
    for package in ("bot", "storage"):
        shutil.copytree(ROOT / package, home / package, ignore=shutil.ignore_patterns("__pycache__"))
    for _, importer, _, written in PLANTED:
        with _file(home, importer).open("a") as file:
            file.write(f"\n{written}\n")
    _, *parts = re.split(r"^(.+)\n-+$", _lint(home).partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _file(home: Path, module: str) -> Path:
    """Where that module is, or would be."""
    path = home.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    return path


def _lint(home: Path) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-logo",
            "--no-cache",
        ],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_every_contract_is_put_to_the_test() -> None:
    assert {contract for contract, *_ in PLANTED} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "importer", "imported", "written"), PLANTED)
def test_a_planted_import_breaks_its_contract(
    verdict: dict[str, str], contract: str, importer: str, imported: str, written: str
) -> None:
    assert f" {importer} -> {imported} (l." in verdict[CONTRACTS[contract]], written
