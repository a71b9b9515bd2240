"""What Slack is given, letter by letter, for a few messages, forms and a page that have everything in them.

After a change that is meant: ``python -m tests.adapters.slack.test_snapshots`` writes them anew.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.slack.blocks import parts_of
from bot.adapters.slack.home import home_view
from bot.adapters.slack.views import view_of
from bot.rendering.message import Message
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from tests.unit.rendering.samples import FORMS, MESSAGES, NOW, ZONE

KEPT = Path(__file__).with_name("snapshots")
PROMPTS = Prompts.load(FOLDER)
READER = Reader("en", ZONE, NOW)


def message(prompt: str) -> Message:
    say = next(say for say in MESSAGES if say.prompt == prompt)
    return PROMPTS.render(say, READER, png=b"png" if say.picture else None)


def parts(prompt: str) -> object:
    shown = message(prompt)
    return [{"text": part.text, "blocks": part.blocks} for part in parts_of(shown, shown.picture and "F0PICTURE1")]


def form(prompt: str) -> object:
    return view_of(PROMPTS.form(next(form for form in FORMS if form.prompt == prompt), READER))


def made() -> Mapping[str, object]:
    return {
        "offer": parts("practice/offer"),
        "hours": parts("onboarding/hours"),
        "coach_reads": parts("coach/next"),
        "digest": parts("digest/weekly"),
        "settings": form("onboarding/settings"),
        "feedback": form("feedback/form"),
        "home": home_view([message("home/today"), message("home/settings")], [None, None]),
    }


def written(shown: object) -> str:
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", made())
def test_slack_is_given_what_it_was_given_before(name: str) -> None:
    assert written(made()[name]) == (KEPT / f"{name}.json").read_text(encoding="utf-8")


def test_nothing_is_kept_that_is_not_compared() -> None:
    assert {file.stem for file in KEPT.iterdir()} == set(made())


if __name__ == "__main__":
    for name, shown in made().items():
        (KEPT / f"{name}.json").write_text(written(shown), encoding="utf-8")
