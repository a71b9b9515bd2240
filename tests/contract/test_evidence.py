"""What is known of a learner and a micro-competency is found whole, in one query with the scene."""

from datetime import UTC, datetime, timedelta

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.calendar import zone_of
from bot.domain.evidence import Evidence, estimate
from bot.domain.ids import AttemptId, MicroId, PersonId, PracticeId
from bot.engine import events as ev
from bot.runtime.ports import About
from storage.mapping import load_estimates
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
ASKING, NAMING = MicroId("asking"), MicroId("naming")


def an_attempt(learner: PersonId, name: str, micro: MicroId, reflected_at: datetime | None) -> Attempt:
    return Attempt(
        id=AttemptId(name),
        learner=learner,
        practice=PracticeId("say-it-back-first"),
        revision=1,
        micro=micro,
        tier=1,
        minutes=10,
        exposure=1,
        offered_at=MONDAY,
        scheduled=True,
        state="reflected" if reflected_at else "started",
        reflected_at=reflected_at,
    )


def a_rating(learner: PersonId, name: str, micro: MicroId) -> Assessment:
    words = "said with “quotes”,\nand on two lines"
    return Assessment(name, learner, micro, "coach", 4, 2, MONDAY, words, "1", PersonId("ines"), AttemptId("b"))


async def known(on: Stage, about: About) -> Evidence:
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(about.learner, None, about)
    assert scene is not None
    return scene.evidence


async def test_what_is_known_is_found_for_one_learner_and_one_micro_competency(database_url: str) -> None:
    async with stage(database_url, MONDAY) as on:
        ada, ben = on.ids["ada"], on.ids["ben"]
        later = MONDAY + timedelta(days=3, milliseconds=7)
        attempts = [
            an_attempt(ada, "a", ASKING, MONDAY),
            an_attempt(ada, "b", ASKING, later),
            an_attempt(ada, "c", ASKING, None),
            an_attempt(ada, "d", NAMING, MONDAY),
            an_attempt(ben, "e", ASKING, MONDAY),
        ]
        own = [a_rating(ada, "r1", ASKING), a_rating(ada, "r2", ASKING)]
        others = [a_rating(ada, "r3", NAMING), a_rating(ben, "r4", ASKING)]
        async with on.memory.store.turn() as turn:
            await turn.keep([*attempts, *own, *others], MONDAY)
        found = await known(on, About(ada, AttemptId("a"), evidence=True))
        assert sorted(found.assessments, key=lambda one: one.id) == own
        assert found.practised == {AttemptId("a"): MONDAY, AttemptId("b"): later}
        named = await known(on, About(ada, AttemptId("a"), evidence=True, micro=NAMING))
        assert (len(named.assessments), set(named.practised)) == (1, {AttemptId("d")})
        assert await known(on, About(ada, AttemptId("a"))) == Evidence()
        assert await known(on, About(ada, evidence=True, micro=MicroId("never-met"))) == Evidence()
        async with on.memory.store.turn() as turn:
            everything = await turn.evidence(ada)
            assert await turn.evidence(on.ids["chiara"]) == {}
        assert set(everything) == {ASKING, NAMING}
        assert sorted(everything[ASKING].assessments, key=lambda one: one.id) == own
        assert everything[ASKING].practised == found.practised
        assert everything[NAMING] == named


async def test_a_rating_makes_the_level_anew_from_all_there_is(database_url: str) -> None:
    """A coach comes to it a month later; it counts where it was practised."""
    async with stage(database_url, MONDAY) as on:
        await on.drain.run()
        await onboard(on, "ada")
        ada = on.ids["ada"]
        practice = on.libraries["en"].practices[PracticeId("say-it-back-first")]
        micro = practice.micro_competency
        attempt = an_attempt(ada, "a", micro, MONDAY + timedelta(days=1))
        async with on.memory.store.turn() as turn:
            await turn.keep([attempt], MONDAY)
        on.clock.at = MONDAY + timedelta(days=30)
        await on.hear("ines", ev.FeedbackGiven(ada, attempt.id, *["what I saw"] * 4, rating=5))
        async with on.memory.store.turn() as turn:
            scene = await turn.scene(ada, None, About(ada, attempt.id, evidence=True))
        assert scene is not None
        assert scene.journey is not None
        now = scene.journey.learner.standings[micro].estimate
        assert [one.source for one in sorted(scene.evidence.assessments, key=lambda one: one.at)] == ["self", "coach"]
        assert now == estimate(scene.evidence, zone_of(scene.journey.person.zone))
        assert (now.at, now.observed_high) == (attempt.reflected_at, 1)


async def test_what_is_known_of_everything_is_found_however_long_it_is(database_url: str) -> None:
    """A record is cut off after the latest 200 of each; a level is not."""
    async with stage(database_url, MONDAY) as on:
        ada, ben = on.ids["ada"], on.ids["ben"]
        attempts = [an_attempt(ada, f"a{n}", ASKING, MONDAY + timedelta(days=n)) for n in range(210)]
        ratings = [a_rating(ada, f"r{n}", ASKING) for n in range(210)]
        others = [an_attempt(ada, "d", NAMING, None), a_rating(ada, "n", NAMING), a_rating(ben, "b", ASKING)]
        async with on.memory.store.turn() as turn:
            await turn.keep([*attempts, *ratings, *others], MONDAY)
            found = await turn.evidence(ada)
        assert found.keys() == {ASKING, NAMING}
        assert (len(found[ASKING].assessments), len(found[ASKING].practised)) == (210, 210)
        assert (len(found[NAMING].assessments), len(found[NAMING].practised)) == (1, 0)


def test_an_estimate_of_an_earlier_version_is_read() -> None:
    """It knew of no days, and remembered whether a practice had been credited."""
    old = """{"asking": {"start": 2.2, "m": 3.1, "at": "2026-03-02T07:00:00Z", "v": 0.08, "a": 0.3, "b": 0.01,
        "c": 0.014, "ratings": 3, "observed": 2, "observed_high": 1, "practised_since_rating": true}}"""
    read = load_estimates(old)[ASKING]
    assert (read.m, read.at, read.observed_high) == (3.1, MONDAY, 1)
    assert (read.high_from, read.mastered, read.disputed) == (None, False, False)
