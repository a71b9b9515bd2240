"""The invented organization that the playground starts with."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import yaml

from bot.domain.calendar import Leave
from bot.domain.errors import ContentError
from bot.domain.ids import PathwayId
from bot.domain.roster import Founding
from bot.packs.people import read_people


def load_sample(folder: Path, on: date) -> Founding:
    """The organization of ``folder``, as if its cohort began on that day. Raises ContentError."""
    described = cast("dict[str, str | int]", yaml.safe_load((folder / "organization.yaml").read_text()))
    listed = read_people((folder / "people.csv").read_bytes())
    if listed.bad:
        row = listed.bad[0]
        raise ContentError(f"{folder / 'people.csv'}:{row.line}: {row.what}")
    away = Leave(on, on + timedelta(days=int(described["leave_days"])))
    people = (replace(who, leave=(away,)) if who.email == described["on_leave"] else who for who in listed.newcomers)
    return Founding(
        organization=str(described["organization"]),
        cohort=str(described["cohort"]),
        pathway=PathwayId(str(described["pathway"])),
        starts_on=on,
        ends_on=on + timedelta(weeks=int(described["weeks"])),
        channel=str(described["channel"]),
        people=tuple(people),
    )
