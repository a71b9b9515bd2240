"""One learner's week, from the welcome to the manager's digest, through the playground's API."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest

from tests.e2e.people import RefusedError, Somebody, Town, offers
from tests.e2e.program import Program

BERLIN = ZoneInfo("Europe/Berlin")
ANSWERS = {
    "expected": "I expected a short, tense talk.",
    "happened": "She had a plan already; I nearly talked over it.",
    "changed": "I asked first and told second.",
    "matters": "She owns the plan now, and it is better than mine.",
    "sustain": "A note on my screen: ask first.",
    "next_time": "wait three seconds after every question.",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Program(tmp_path_factory.mktemp("story")) as program, httpx.Client(base_url=program.url) as http:
        yield Town(http)


def next_morning(town: Town, *, weekday: int | None = None) -> datetime:
    """09:00 in Berlin on the next working day, or on the next one with this ISO number."""
    day = town.now().astimezone(BERLIN) + timedelta(days=1)
    while day.isoweekday() > 5 or (weekday is not None and day.isoweekday() != weekday):
        day += timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def onboard(who: Somebody, **settings: object) -> None:
    who.press("agree")
    who.submit(who.form("onboarding%2Fsettings"), {"aspiration": aspiration(who), **settings})
    baseline = who.form("onboarding%2Fbaseline")
    who.submit(baseline, {field["name"]: "2" for field in baseline["fields"]})


def aspiration(who: Somebody) -> str:
    form = who.form("onboarding%2Fsettings")
    field = next(field for field in form["fields"] if field["name"] == "aspiration")
    return str(field["options"][0]["value"])


def reflect(who: Somebody, rating: str = "4") -> None:
    for answer in ANSWERS.values():
        who.say(answer)
    who.say(rating)


class TestStory:
    """The steps build on one another, in this order."""

    def test_the_learner_is_welcomed_and_may_say_not_now(self, town: Town) -> None:
        ada = town.person("Ada")
        ben = town.person("Ben")
        [welcome] = ada.messages()
        assert welcome["author"] == "bot"
        assert len(welcome["choices"]) == 3
        assert welcome["sees"]
        ben.press("notnow")
        town.move(to=next_morning(town).isoformat())
        town.move(advance="P2D")
        assert len(ben.messages()) <= 2, "not now is respected"

    def test_the_learner_settles_hours_and_rates_a_baseline(self, town: Town) -> None:
        ada = town.person("Ada")
        onboard(ada)
        texts = " ".join(ada.heard())
        assert "09:00" in texts
        with pytest.raises(RefusedError, match="already"):
            ada.submit(
                ada.form("onboarding%2Fbaseline")
                if False
                else {"id": "1:form:onboarding%2Fbaseline:again", "fields": []}
            )

    def test_exactly_one_prompt_arrives_at_nine(self, town: Town) -> None:
        ada = town.person("Ada")
        before = ada.seq()
        morning = next_morning(town)
        town.move(to=(morning - timedelta(minutes=1)).isoformat())
        assert not offers(ada.messages(before))
        town.move(to=morning.isoformat())
        [offer] = offers(ada.messages(before))
        assert datetime.fromisoformat(offer["at"]).replace(second=0, microsecond=0) == morning
        assert offer["sees"]
        assert len(offer["choices"]) >= 9

    def test_a_first_exposure_shows_the_exemplar_and_then_asks_for_the_reflection(self, town: Town) -> None:
        ada = town.person("Ada")
        before = ada.seq()
        ada.press("accept")
        assert len(ada.heard(before)) == 1, "the exemplar and the exercise come in one message"
        town.move(advance="PT25M")
        assert ":reflect:" in ada.token("reflect")

    def test_the_learner_reflects_question_by_question(self, town: Town) -> None:
        ada, ines = town.person("Ada"), town.person("Ines")
        before = ines.seq()
        ada.say("   ")
        reflect(ada)
        assert "wait three seconds" in " ".join(ada.heard())
        assert len(ines.heard(before)) == 1, "the coach hears of it"

    def test_the_plan_makes_a_follow_up_and_a_calendar_file(self, town: Town) -> None:
        ada = town.person("Ada")
        form = ada.press("plan")["form"]
        in_a_week = (town.now() + timedelta(days=7)).date().isoformat()
        values = {"who": "Ada", "what": "If Tom asks me, I ask him first.", "measure": "twice", "next_on": in_a_week}
        ada.submit(form, values)
        [file] = ada.last()["attachments"]
        calendar = icalendar.Calendar.from_ical(town.http.get(file["url"]).content)
        assert calendar.events

    def test_the_coach_answers_and_the_manager_sees_nothing(self, town: Town) -> None:
        ada, ines = town.person("Ada"), town.person("Ines")
        channel = town.person("Jonas", "channel")
        ines.say("/coach queue")
        assert "Ada Okafor" in ines.last()["text"]
        ines.say("/coach next")
        assert "nearly talked over it" in ines.last()["text"]
        form = ines.say("/feedback @Ada")["form"]
        words = {
            "situation": "In Monday's stand-up",
            "behaviour": "you asked before you told",
            "impact": "Tom decided",
            "next_step": "wait",
        }
        ines.submit(form, {**words, "rating": "4"})
        assert "you asked before you told" in ada.last()["text"]
        ada.press("thanks")
        assert "you asked" not in str(channel.messages()) + str(town.person("Jonas").messages())

    def test_the_schedule_says_every_date_and_the_follow_up_brings_the_own_words_back(self, town: Town) -> None:
        ada = town.person("Ada")
        ada.say("/practice schedule")
        assert "wait three seconds" in ada.last()["text"]
        before = ada.seq()
        for _ in range(10):
            town.move(to=next_morning(town).isoformat())
            if "wait three seconds" in str(offers(ada.messages(before))):
                break
            if offers(ada.messages(before)):
                ada.press("decline")
        assert "wait three seconds" in str(offers(ada.messages(before)))

    def test_who_saw_what_and_the_own_data(self, town: Town) -> None:
        ada = town.person("Ada")
        ada.say("/practice privacy")
        assert "Ines Carvalho" in ada.last()["text"]
        ada.say("/practice export")
        [file] = ada.last()["attachments"]
        assert "nearly talked over it" in town.http.get(file["url"]).text

    def test_unknown_words_get_help_and_a_near_miss_a_suggestion(self, town: Town) -> None:
        ada = town.person("Ada")
        ada.say("/practice snoze")
        assert "/practice snooze" in ada.last()["text"]
        ada.say("what is the weather")
        assert "/practice" in ada.last()["text"]
        town.person("Ines").say("what is the weather")
        assert "/coach queue" in town.person("Ines").last()["text"]

    def test_the_manager_gets_one_digest_on_monday(self, town: Town) -> None:
        channel = town.person("Jonas", "channel")
        before = channel.seq()
        monday = next_morning(town, weekday=1)
        town.move(to=(monday + timedelta(hours=8)).isoformat())
        [digest] = channel.messages(before)
        assert "fewer than five" in digest["text"].lower()
        actions = {tuple(c["token"].split(":")[2:4]) for c in digest["choices"]}
        for week in {digest_id for digest_id, _ in actions}:
            assert 1 <= len([action for digest_id, action in actions if digest_id == week]) <= 3
        for private in (*ANSWERS.values(), "Okafor", "you asked before you told"):
            assert private not in str(digest)
        said = channel.seq()
        town.person("Ines").choose(digest["choices"][0]["token"])
        assert channel.seq() == said, "only the manager answers"
        channel.press("action")
        assert channel.seq() > said
