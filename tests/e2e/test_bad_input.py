"""What people and programs should not send: the answer is one sentence, and nothing has changed or been lost."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import httpx
import pytest

from tests.e2e.people import Json, RefusedError, Somebody, Town
from tests.e2e.program import Program
from tests.e2e.test_story import next_morning, onboard

SECRET = "zebra"
HOURS: Mapping[str, object] = {
    "prompt_at": "10:00",
    "opens": "09:00",
    "closes": "17:00",
    "days": ["1"],
    "pace": "weekly",
}
QUESTIONS = ("expected", "happened", "changed", "matters", "sustain", "next_time")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("attacked")) as program:
        yield program


@pytest.fixture(scope="module")
def town(program: Program) -> Iterator[Town]:
    """Nine in the morning: Ada practises, Ben has an offer, Chiara is at the welcome, Dev is about to rate himself."""
    with httpx.Client(base_url=program.url, timeout=60) as http:
        town = Town(http)
        for name in ("Ada", "Ben", "Dev"):
            onboard(town.person(name))
        town.move(to=next_morning(town).isoformat())
        town.person("Ada").press("accept")
        dev = town.person("Dev")
        dev.press("accept")
        dev.say("/practice done")
        for question in QUESTIONS:
            dev.say(question)
        yield town


@pytest.fixture(scope="module")
def greeting(program: Program, town: Town) -> str:
    assert town.people()
    return program.log()


@pytest.fixture(autouse=True)
def nothing_is_logged(program: Program, greeting: str) -> Iterator[None]:
    """No fault of ours, and not a word of what was typed."""
    yield
    since = program.log().removeprefix(greeting)
    assert not re.search(rf"Traceback|error|{SECRET}", since), since


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
    """Every row of the database, but for which events were heard and who was looking for messages."""
    with closing(sqlite3.connect(f"file:{program.home}/data/microcoach.db?mode=ro", uri=True)) as database:
        passing = ('INSERT INTO "heard"', 'INSERT INTO "lane"')
        return [line for line in database.iterdump() if not line.startswith(passing)]


@pytest.fixture
def nothing_changes(program: Program, greeting: str) -> Iterator[None]:
    assert greeting
    before = all_that_is_kept(program)
    yield
    assert all_that_is_kept(program) == before


def everything_said(town: Town) -> list[Any]:
    places = [place["id"] for person in town.people() for place in person["conversations"]]
    return [town.http.get(f"/playground/api/conversations/{place}/messages").json() for place in places]


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


NO_RATINGS = ["0", "6", "3.7", "five", "-1", "10" * 200, "1e400", "NaN", "\u0663", "4 4", "\u2463"]
NO_NUMBERS = [
    "0",
    "6",
    "-1",
    "3.7",
    "3.0",
    "NaN",
    "Infinity",
    "1e400",
    "1" + "0" * 400,
    "true",
    "false",
    "[4, 4]",
    "[[4]]",
    "{}",
]


@pytest.mark.usefixtures("nothing_changes")
class TestRatings:
    @pytest.mark.parametrize("rating", NO_RATINGS, ids=ascii)
    def test_a_rating_that_is_typed(self, town: Town, rating: str) -> None:
        assert "from 1 to 5" in tried(town.person("Dev"), "say", text=rating)

    @pytest.mark.parametrize("rating", [*NO_NUMBERS, *(json.dumps(rating) for rating in NO_RATINGS)])
    def test_a_rating_in_a_form(self, town: Town, rating: str) -> None:
        ada = town.person("Ada")
        form = form_of("reflection/form", attempt_of(ada))
        values = f'{{"expected": "{SECRET}", "rating": {rating}}}'
        body = f'{{"conversation": "{ada.conversation}", "form": "{form}", "values": {values}}}'
        sentence(sent(town, f"/playground/api/people/{ada.id}/submit", body))

    @pytest.mark.parametrize("level", ["0", "6", "9", "3.7", "five", "-1", "4:4", "%00", "%D9%A3"])
    def test_a_rating_on_a_button_that_was_made_up(self, town: Town, level: str) -> None:
        dev = town.person("Dev")
        tried(dev, "choose", token=f"1:level:{attempt_of(dev)}:{level}")


@pytest.mark.usefixtures("nothing_changes")
class TestWords:
    @pytest.mark.parametrize(
        "words", ["x" * 50_000, f"{SECRET}\0", f"{SECRET} \ud800", "\udfff\ud800", f"\x1b[2J{SECRET}"], ids=len
    )
    def test_words_that_can_not_be_kept(self, town: Town, words: str) -> None:
        ada = town.person("Ada")
        said = [
            tried(ada, "say", text=words),
            tried(ada, "say", text=f"/practice journal {words}"),
            tried(ada, "submit", form=form_of("reflection/form", attempt_of(ada)), values={"expected": words}),
        ]
        assert SECRET not in str(said)

    def test_a_form_of_spaces(self, town: Town) -> None:
        ada = town.person("Ada")
        values = dict.fromkeys(QUESTIONS, " \n\t \u202e \u3000 ")
        tried(ada, "submit", form=form_of("reflection/form", attempt_of(ada)), values=values)

    @pytest.mark.parametrize("until", ["banana", "-5h", "999999h", "9999w", "0h", "yesterday", "9999-12-31", "\u00b2h"])
    def test_later_than_can_be_said(self, town: Town, until: str) -> None:
        tried(town.person("Ben"), "say", text=f"/practice snooze {until}")

    @pytest.mark.parametrize(
        "until", ["yesterday", "30 February", "30.2.", "9999-12-31", "0000-00-00", "-1 days", SECRET]
    )
    def test_a_pause_until_no_day(self, town: Town, until: str) -> None:
        assert SECRET not in tried(town.person("Ben"), "say", text=f"/practice pause {until}")

    @pytest.mark.parametrize(
        "hours", ["25:00", "17:00-09:00", "00:00-00:00", "09:60", "9-", "-", "-9", "9-10-11", SECRET]
    )
    def test_hours_that_no_day_has(self, town: Town, hours: str) -> None:
        tried(town.person("Ben"), "say", text=f"/practice hours {hours}")

    @pytest.mark.parametrize(
        "changes",
        [
            {"days": []},
            {"days": ["8"]},
            {"days": None},
            {"opens": "00:00", "closes": "00:00"},
            {"prompt_at": "18:00"},
            {"prompt_at": ""},
            {"pace": "hourly"},
            {"aspiration": "x" * 500},
        ],
        ids=str,
    )
    def test_hours_in_a_form_that_no_day_has(self, town: Town, changes: Mapping[str, object]) -> None:
        tried(town.person("Ben"), "submit", form=form_of("preferences/hours"), values={**HOURS, **changes})

    @pytest.mark.parametrize(
        "days", ["31.12. 1.12.", "yesterday", "tomorrow friday monday", "2027-02-30", "to", SECRET]
    )
    def test_a_leave_that_ends_before_it_begins(self, town: Town, days: str) -> None:
        assert SECRET not in tried(town.person("Ben"), "say", text=f"/practice leave {days}")

    @pytest.mark.parametrize("words", ["x" * 201, "x" * 4_000])
    def test_a_search_for_far_too_much(self, town: Town, words: str) -> None:
        tried(town.person("Ben"), "say", text=f"/library search {words}")


@pytest.mark.usefixtures("nothing_changes")
class TestOtherPeoplesThings:
    @pytest.mark.parametrize(
        "token",
        [
            "",
            ":",
            "1",
            "1:",
            "0:accept:x",
            "2:accept:x",
            "1:accept",
            "1:accept:",
            "1:accept:x",
            "1:accept:x:y",
            "1:accept:\ud800",
            "1:accept:%00",
            "1:hack:x",
            "1:agree:99",
            "1:agree:" + "9" * 1_500,
            "1:action:x:y:done",
            "1:aid:x:everything",
            "1:kept:x:maybe",
            "1:lean::sideways",
            "1:pace:hourly",
            "1:pause:yesterday",
            "1:save:x",
            "1:share:tenth_reflection",
            "1:share:hundredth_reflection",
            "1:take:x",
            "1:thanks:x",
            "1:" + "x" * 100_000,
        ],
        ids=lambda token: ascii(token)[:30],
    )
    def test_a_button_that_was_made_up(self, town: Town, token: str) -> None:
        if token.startswith("1:action"):
            tried(town.person("Jonas"), "choose", token=token)
        else:
            tried(town.person("Ben"), "choose", token=token)

    @pytest.mark.parametrize(
        "form", ["", "1:form", "1:form:reflection%2Fform:", "1:form:hack:x", "0:form:preferences%2Fhours:x"]
    )
    def test_a_form_that_was_made_up(self, town: Town, form: str) -> None:
        tried(town.person("Ada"), "submit", form=form, values={"expected": SECRET})

    @pytest.mark.parametrize("name", ["reflection/form", "plan/form", "feedback/form"])
    def test_a_form_about_nothing(self, town: Town, name: str) -> None:
        values = dict.fromkeys((*QUESTIONS, "who", "what", "measure", "next_on"), SECRET)
        for about in ((), ("x",), ("x", "y"), ("", "", "")):
            tried(town.person("Ada"), "submit", form=form_of(name, *about), values=values)

    def test_a_form_about_another_learners_practice(self, town: Town) -> None:
        ada, dev = town.person("Ada"), town.person("Dev")
        tried(ada, "submit", form=form_of("reflection/form", attempt_of(dev)), values={"expected": SECRET})
        tried(town.person("Ines"), "submit", form=form_of("feedback/form", ada.id, attempt_of(dev)), values=FEEDBACK)

    def test_the_welcome_comes_before_the_hours(self, town: Town) -> None:
        tried(town.person("Chiara"), "submit", form=form_of("onboarding/settings"), values=HOURS)
        tried(town.person("Chiara"), "submit", form=form_of("onboarding/baseline"), values={})

    @pytest.mark.parametrize(
        "words", ["/feedback", "/feedback @Zoe", "/coach focus", "/coach focus @%", f"/feedback @{SECRET} <b>"]
    )
    def test_a_coach_who_names_nobody(self, town: Town, words: str) -> None:
        tried(town.person("Ines"), "say", text=words)


FEEDBACK = {"situation": SECRET, "behaviour": SECRET, "impact": SECRET, "next_step": SECRET}


class TestOtherRoles:
    """Whoever may not do it is told what they can do, in their own conversation, and nobody else hears of it."""

    @pytest.mark.parametrize(
        "words", ["/coach focus @Ada", "/feedback @Ada", "/coach queue", "/practice export", "/practice erase"]
    )
    @pytest.mark.parametrize("name", ["Jonas", "Kofi", "Lena"])
    def test_nobody_else_is_a_coach_or_a_learner(self, town: Town, name: str, words: str) -> None:
        who = town.person(name)
        answer = who.say(words)
        assert "form" not in answer
        assert who.last()["text"].startswith("That is for")
        assert "Okafor" not in who.last()["text"]

    def test_a_digest_of_one_person_is_the_digest(self, town: Town) -> None:
        jonas = town.person("Jonas")
        for words in ("/team digest", "/team digest Ada", "/team digest @Ada Okafor"):
            before = len(everything_said(town))
            jonas.say(words)
            assert "Ada" not in jonas.last()["text"]
            assert len(everything_said(town)) == before

    @pytest.mark.parametrize("name", ["Jonas", "Ines", "Kofi"])
    @pytest.mark.parametrize("tag", ["accept", "decline", "postpone", "guide", "lean"])
    def test_a_learners_buttons_are_dead_for_others(self, town: Town, program: Program, name: str, tag: str) -> None:
        before = [line for line in all_that_is_kept(program) if "attempt" in line[:30] or "learner" in line[:30]]
        who = town.person(name)
        who.choose(town.person("Ben").token(tag))
        assert who.last()["text"].startswith("That is for people who practise")
        assert [
            line for line in all_that_is_kept(program) if "attempt" in line[:30] or "learner" in line[:30]
        ] == before

    @pytest.mark.parametrize("words", ["%", "'", "*", "\\", "_", "   ", "<b>", "a" * 120, "\u202etxt"])
    def test_a_search_finds_something_or_says_that_it_does_not(self, town: Town, words: str) -> None:
        kofi = town.person("Kofi")
        before = kofi.seq()
        kofi.say(f"/library search {words}")
        assert len(kofi.heard(before)) == 1
        assert elements(kofi.last()["html"]) <= ALLOWED


MARKUP = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; <!channel> <@U1> <#C1> @channel @here",
    "[x](javascript:alert(1)) [y](http://evil.example) ![z](http://evil/p) <http://evil> http://evil",
    "# Head\n\n***\n---\n> quote\n- item\n| a | b |\n|---|---|\n```\ncode\n```\n    indented `code` ~~x~~ **b** _i_",
    "[ref]: javascript:alert(1)\n[ref] \\ \\\\ {{ 7 * 7 }} {% include 'x' %} {# x #} %s {0} ${x}",
    f"{SECRET} \u202eright to left\u202c \u2066isolated\u2069 \u200b \ufeff \u2028 \u0301\u0301\u0301",
    "x" * 3_900,
)
ALLOWED = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "br"}


class TestWordsThatLookLikeMore:
    def test_the_coach_reads_them_as_they_were_typed_and_can_click_on_none(self, town: Town) -> None:
        having_reflected(town.person("Ben"))
        ines = town.person("Ines")
        for words in ("/coach next", "/coach focus @Ben"):
            ines.say(words)
            shown = ines.last()
            assert elements(shown["html"]) <= ALLOWED
            assert "href" not in shown["html"].replace("&lt;", "")
            assert "<script>alert(1)</script>" in shown["text"]
            assert "[x](javascript:alert(1))" in shown["text"]
            assert "{{ 7 * 7 }}" in shown["text"]
            assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(
                shown["text"] + shown["html"]
            )

    def test_so_does_the_learner_who_gets_feedback(self, town: Town) -> None:
        ben, ines = town.person("Ben"), town.person("Ines")
        form = ines.say("/feedback @Ben")["form"]
        ines.submit(form, {**dict(zip(FEEDBACK, MARKUP, strict=False)), "rating": "3"})
        assert elements(ben.last()["html"]) <= ALLOWED
        assert "[x](javascript:alert(1))" in ben.last()["text"]

    def test_the_button_of_a_practice_that_is_over(self, town: Town, program: Program) -> None:
        ben = having_reflected(town.person("Ben"))
        attempt = ben.token("plan").split(":")[2]
        before = all_that_is_kept(program)
        for tag in ("accept:{}", "decline:{}", "postpone:1h:{}", "postpone:{}:1h", "notyet:{}", "level:{}:5"):
            tried(ben, "choose", token="1:" + tag.format(attempt))
        assert all_that_is_kept(program) == before


class TestTwoAtOnce:
    def test_one_form_sent_twice_at_the_same_time_counts_once(self, town: Town) -> None:
        ada, ines = town.person("Ada"), town.person("Ines")
        ada.say("/practice done")
        form = ada.press("reflect")["form"]
        before = ines.seq()
        first, second = at_once(lambda: outcome(ada, form, {**dict.fromkeys(QUESTIONS, "once"), "rating": "4"}))
        assert sorted((first, second)) == ["This form has been sent already, so nothing changed.", "done"]
        assert len(ines.heard(before)) == 1

    def test_one_feedback_sent_twice_at_the_same_time_arrives_once(self, town: Town) -> None:
        ada, ines = town.person("Ada"), town.person("Ines")
        form = ines.say("/feedback @Ada")["form"]
        before = ada.seq()
        first, second = at_once(lambda: outcome(ines, form, {**FEEDBACK, "rating": "4"}))
        assert sorted((first, second)) == ["This form has been sent already, so nothing changed.", "done"]
        assert len(ada.heard(before)) == 1


class TestWhoeverIsErased:
    def test_they_are_a_stranger_afterwards(self, town: Town, program: Program) -> None:
        elif_ = town.person("Elif")
        elif_.choose("1:erase")
        before = all_that_is_kept(program)
        for verb, body in (
            ("say", {"text": "hello"}),
            ("choose", {"token": "1:erase"}),
            ("choose", {"token": "1:begin"}),
        ):
            assert "know you" in tried(elif_, verb, **body)
        assert "Elif" not in str(town.people())
        assert all_that_is_kept(program) == before


def elements(html: str) -> set[str]:
    found = re.findall(r"<\s*/?\s*([a-zA-Z!?][^\s>/]*)([^>]*)>", html)
    assert not [rest for _, rest in found if rest.strip(" /")], "no element has an attribute"
    return {name.lower() for name, _ in found}


def having_reflected(who: Somebody) -> Somebody:
    """They took the offer up and answered with markup, unless they have."""
    if any(":accept:" in choice["token"] for message in who.messages() for choice in message["choices"]):
        who.press("accept")
        who.say("/practice done")
        form = who.press("reflect")["form"]
        who.submit(form, {**dict(zip(QUESTIONS, MARKUP, strict=True)), "rating": "3"})
    return who


def outcome(who: Somebody, form: Json, values: Mapping[str, object]) -> str:
    try:
        who.submit(form, values)
    except RefusedError as refusal:
        return refusal.sentence
    return "done"


def at_once(act: Callable[[], str]) -> list[str]:
    """The same thing twice, begun at the same moment."""
    barrier = Barrier(2)

    def together() -> str:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(2) as pool:
        return [one.result() for one in (pool.submit(together), pool.submit(together))]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "elsewhere.example"},
        {"Host": "elsewhere.example", "Origin": "http://elsewhere.example"},
    ],
)
def test_another_page_cannot_speak_for_the_people_here(town: Town, headers: dict[str, str]) -> None:
    ada = town.person("Ada")
    before = ada.messages()
    path = f"/playground/api/people/{ada.id}/say"
    refused = town.http.post(path, json={"conversation": ada.conversation, "text": "/practice"}, headers=headers)
    assert "own page" in sentence(refused)
    assert ada.messages() == before
