"""What people and programs should not send: the answer is one sentence, and nothing has changed or been lost."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

import httpx
import pytest

from tests.e2e.people import Somebody, Town
from tests.e2e.program import Program
from tests.e2e.test_story import next_morning, onboard

SECRET = "zebra"
_ALLOWED = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "br"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("attacked")) as program:
        yield program


@pytest.fixture(scope="module")
def town(program: Program) -> Iterator[Town]:
    """Nine in the morning: Ada is practising, Ben has an offer, and Chiara is still at the welcome."""
    with httpx.Client(base_url=program.url, timeout=60) as http:
        town = Town(http)
        for name in ("Ada", "Ben"):
            onboard(town.person(name))
        town.move(to=next_morning(town).isoformat())
        town.person("Ada").press("accept")
        yield town


@pytest.fixture(scope="module")
def greeting(program: Program, town: Town) -> str:
    assert town.people()
    return program.log()


@pytest.fixture(autouse=True)
def nothing_is_logged(program: Program, greeting: str) -> Iterator[None]:
    """No fault of ours, and not a word of what was typed."""
    yield
    assert program.log() == greeting


# What is sent, and how it is refused.


def sent(town: Town, path: str, body: object) -> httpx.Response:
    """The body as it is if it is bytes or text, else as JSON, with whatever Python can write."""
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return town.http.post(path, content=content, headers={"Content-Type": "application/json"})


def sentence(response: httpx.Response) -> str:
    """The one sentence of a refusal."""
    assert 400 <= response.status_code < 500, response.text
    said = response.json()["error"]
    assert isinstance(said, str)
    assert re.fullmatch(r"[A-Z][^\n]{8,200}\.", said), said
    return said


def tried(who: Somebody, verb: str, **body: object) -> str:
    path = f"/playground/api/people/{who.id}/{verb}"
    return sentence(sent(who.town, path, {"conversation": who.conversation} | body))


def form_of(name: str, *about: str, nonce: str = "made-up") -> str:
    return ":".join(("1", "form", name.replace("/", "%2F"), nonce, *about))


def all_that_is_kept(program: Program) -> list[str]:
    """Every row of the database, but for which events were heard."""
    with closing(sqlite3.connect(f"file:{program.home}/data/microcoach.db?mode=ro", uri=True)) as database:
        return [line for line in database.iterdump() if not line.startswith('INSERT INTO "heard"')]


@pytest.fixture
def nothing_changes(program: Program, greeting: str) -> Iterator[None]:
    assert greeting
    before = all_that_is_kept(program)
    yield
    assert all_that_is_kept(program) == before


def attempt_of(who: Somebody) -> str:
    return who.token("guide").split(":")[2]


@pytest.mark.usefixtures("nothing_changes")
class TestTheApi:
    @pytest.mark.parametrize(
        "body",
        [
            "",
            SECRET,
            "null",
            "[]",
            '["text"]',
            "7",
            '"text"',
            "{",
            b"\xff\xfe\x00",
            b'{"text": "\xff"}',
            "[" * 100_000,
            '{"conversation": ' + "[" * 100_000,
            "{}",
            {"conversation": "x"},
            {"text": SECRET},
            {"conversation": None, "text": SECRET},
            {"conversation": ["x"], "text": SECRET},
            {"conversation": "x", "text": 7},
            {"conversation": "x", "text": None},
            {"conversation": "x", "text": {"text": SECRET}},
        ],
        ids=lambda body: str(body)[:30],
    )
    def test_a_body_that_says_nothing_is_refused(self, town: Town, body: object) -> None:
        ada = town.person("Ada")
        said = sentence(sent(town, f"/playground/api/people/{ada.id}/say", body))
        assert SECRET not in said

    def test_five_megabytes_are_too_long(self, town: Town) -> None:
        assert "keep it to" in tried(town.person("Ada"), "say", text="x" * 5_000_000)

    @pytest.mark.parametrize("depth", [900, 940, 950, 960, 970, 980, 990])
    def test_values_inside_one_another_are_refused_however_deep(self, town: Town, depth: int) -> None:
        ada = town.person("Ada")
        values = f'{{"expected": {"[" * depth}"{SECRET}"{"]" * depth}}}'
        form = form_of("reflection/form", attempt_of(ada))
        body = f'{{"conversation": "{ada.conversation}", "form": "{form}", "values": {values}}}'
        sentence(sent(town, f"/playground/api/people/{ada.id}/submit", body))

    @pytest.mark.parametrize("values", [None, [], "expected", 7])
    def test_values_that_are_no_fields_are_refused(self, town: Town, values: object) -> None:
        ada = town.person("Ada")
        tried(ada, "submit", form=form_of("reflection/form", attempt_of(ada)), values=values)

    @pytest.mark.parametrize("name", ["nobody", "\ud800", "a\0b", "", "x" * 5_000], ids=ascii)
    def test_a_conversation_that_is_none(self, town: Town, name: str) -> None:
        said = tried(town.person("Ada"), "say", conversation=name, text=SECRET)
        assert "don't know you" not in said

    @pytest.mark.parametrize("verb", ["say", "choose", "submit"])
    def test_somebody_elses_conversation_is_closed(self, town: Town, verb: str) -> None:
        ada, ben = town.person("Ada"), town.person("Ben")
        body = {"text": SECRET, "token": ben.token("accept"), "form": form_of("preferences/hours"), "values": HOURS}
        assert "conversation" in tried(ada, verb, **body, conversation=ben.conversation)

    @pytest.mark.parametrize("name", ["nobody", "%00", "%ED%A0%80", "x" * 3_000, "%27%20OR%201=1"])
    def test_an_unknown_person_is_told_so(self, town: Town, name: str) -> None:
        ada = town.person("Ada")
        path = f"/playground/api/people/{name}/say"
        assert "know you" in sentence(sent(town, path, {"conversation": ada.conversation, "text": SECRET}))

    @pytest.mark.parametrize("after", ["-1", "abc", "1e9", "", "1.5", "9" * 30, "%00", "%D9%A3"])
    def test_messages_after_what_is_no_number(self, town: Town, after: str) -> None:
        ada = town.person("Ada")
        sentence(town.http.get(f"/playground/api/conversations/{ada.conversation}/messages?after={after}"))

    def test_messages_after_the_last_are_none(self, town: Town) -> None:
        assert town.person("Ada").messages(after=10**12) == []

    @pytest.mark.parametrize("name", ["nobody", "%00", "%ED%A0%80", "x" * 3_000])
    def test_messages_of_an_unknown_conversation(self, town: Town, name: str) -> None:
        sentence(town.http.get(f"/playground/api/conversations/{name}/messages"))

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"to": "garbage"},
            {"to": "2027-03-01T09:00"},
            {"to": "2027-02-30T09:00+00:00"},
            {"to": "2001-01-01T00:00:00+00:00"},
            {"to": "0001-01-01T00:00:00+23:00"},
            {"to": "9999-12-31T23:59:59+00:00"},
            {"to": "9999-12-31T23:59:59-23:00"},
            {"to": "\ud800"},
            {"to": 1_900_000_000},
            {"to": None},
            {"advance": "PT-5H"},
            {"advance": "-PT5H"},
            {"advance": "P1Y"},
            {"advance": "P"},
            {"advance": "PT"},
            {"advance": ""},
            {"advance": "P999W"},
            {"advance": "P99999999999999D"},
            {"advance": "PT1e3H"},
            {"advance": 5},
            [],
        ],
        ids=ascii,
    )
    def test_a_clock_that_can_not_be_set_so(self, town: Town, body: object) -> None:
        before = town.now()
        sentence(sent(town, "/playground/api/clock", body))
        assert (town.now() - before).total_seconds() < 60

    def test_no_time_at_all_is_a_move_that_changes_nothing(self, town: Town) -> None:
        town.move(advance="P0D")


HOURS: Mapping[str, object] = {
    "prompt_at": "10:00",
    "opens": "09:00",
    "closes": "17:00",
    "days": ["1"],
    "pace": "weekly",
}
