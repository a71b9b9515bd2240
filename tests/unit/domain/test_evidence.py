"""One estimate from all there is: what counts, once, and in whatever order it came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.assessment import BASELINE, Assessment
from bot.domain.evidence import Evidence, estimate
from bot.domain.ids import AttemptId, PersonId
from bot.domain.mastery import (
    Belief,
    Estimate,
    contradiction,
    doubted,
    faded,
    fused,
    measured,
    practised,
    rated,
    start_of,
)
from bot.domain.practice import TIERS
from bot.domain.rubric import LEVELS, Level, Source
from tests.make import ASKING, LEA, MONDAY

SOURCES: tuple[Source, ...] = ("self", "peer", "coach", "manager", "demonstration", "metric")
DAY = timedelta(days=1)


def a_rating(level: Level, source: Source = "coach", at: datetime = MONDAY, **changes: object) -> Assessment:
    """By Jonas, of no attempt in particular."""
    rating = Assessment(
        id=f"{source}-{level}-{at.isoformat()}",
        learner=LEA,
        micro=ASKING,
        source=source,
        level=level,
        tier=2,
        at=at,
        context="what was seen",
        framework="1",
        rater=PersonId("jonas"),
    )
    return replace(rating, **changes)


def reckoned(*ratings: Assessment, practices: list[datetime] | None = None, zone: str = "UTC") -> Estimate:
    done = {AttemptId(f"attempt-{n}"): at for n, at in enumerate(practices or [])}
    found = estimate(Evidence(ratings, done), ZoneInfo(zone))
    assert found is not None
    return found


def test_without_evidence_there_is_no_estimate() -> None:
    assert estimate(Evidence(), UTC) is None


def test_a_life_is_lived_by_the_recurrences() -> None:
    """A baseline, a practice that was rated twice, one that nobody rated, and a coach who came by a week later."""
    found = reckoned(
        a_rating(3, "self", context=BASELINE),
        a_rating(4, "self", MONDAY + DAY, attempt=AttemptId("attempt-0")),
        a_rating(3, "coach", MONDAY + 3 * DAY, attempt=AttemptId("attempt-0"), tier=3),
        a_rating(5, "coach", MONDAY + 11 * DAY),
        practices=[MONDAY + DAY, MONDAY + 4 * DAY],
    )
    m0 = start_of(2.7)
    now = practised(faded(Belief(m0), m0, 1))
    now = rated(rated(now, *measured(3, "coach", 3)), *measured(4, "self", 2))
    now = practised(faded(now, m0, 3))
    now = rated(faded(now, m0, 7), *measured(5, "coach", 2))
    assert (found.start, found.at) == (m0, MONDAY + 11 * DAY)
    assert (found.m, found.v, found.a, found.b, found.c) == pytest.approx(tuple(now), rel=1e-12)
    assert (found.ratings, found.observed, found.observed_high) == (4, 2, 1)


# The order of arrival.

moments = st.integers(0, 60 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))
attempts = st.none() | st.integers(0, 5).map(lambda n: AttemptId(f"attempt-{n}"))


@st.composite
def ratings(draw: st.DrawFn) -> Assessment:
    at = draw(moments)
    return Assessment(
        id=draw(st.uuids()).hex,
        learner=LEA,
        micro=ASKING,
        source=draw(st.sampled_from(SOURCES)),
        level=draw(st.sampled_from(LEVELS)),
        tier=draw(st.sampled_from(TIERS)),
        at=at,
        context=draw(st.sampled_from([BASELINE, "seen", "heard"])),
        framework="1",
        rater=draw(st.sampled_from([None, PersonId("jonas"), PersonId("ines")])),
        attempt=draw(attempts),
        told=draw(st.none() | st.just(at + DAY)),
    )


@given(
    arrivals=st.lists(ratings(), min_size=1, max_size=20).flatmap(
        lambda found: st.tuples(st.just(found), st.permutations(found))
    ),
    practices=st.dictionaries(st.integers(0, 5).map(lambda n: AttemptId(f"attempt-{n}")), moments),
)
def test_the_order_of_arrival_never_changes_the_level(
    arrivals: tuple[list[Assessment], list[Assessment]], practices: dict[AttemptId, datetime]
) -> None:
    one_way, another = arrivals
    found = estimate(Evidence(tuple(one_way), practices), UTC)
    backwards = dict(reversed(practices.items()))
    assert estimate(Evidence(tuple(another), backwards), UTC) == found
    assert found is not None
    assert 1 <= found.m <= 5
    assert found.a > 0


def test_a_rating_that_comes_thirty_days_late_counts_as_if_it_had_come_in_time() -> None:
    """The coach rates in April what was practised in March, and three practices have followed."""
    attempt = AttemptId("attempt-0")
    practices = [MONDAY + n * 7 * DAY for n in range(4)]
    own = [a_rating(3, "self", at, attempt=AttemptId(f"attempt-{n}")) for n, at in enumerate(practices)]
    in_time = reckoned(*own, a_rating(5, at=MONDAY, attempt=attempt), practices=practices)
    late = reckoned(*own, a_rating(5, at=MONDAY + 30 * DAY, attempt=attempt), practices=practices)
    assert late == in_time
    assert late.m > reckoned(*own, practices=practices).m


def test_what_was_seen_earlier_and_told_later_counts_where_it_was_seen() -> None:
    seen = a_rating(2, "peer", MONDAY)
    after = a_rating(4, "coach", MONDAY + 20 * DAY)
    assert reckoned(replace(seen, told=MONDAY + 30 * DAY), after) == reckoned(seen, after)


# What counts once.


def test_a_second_rating_of_the_same_day_by_the_same_person_takes_the_place_of_the_first() -> None:
    last = a_rating(2, at=MONDAY + timedelta(hours=3))
    assert reckoned(a_rating(5), last) == reckoned(last)
    other_person = a_rating(2, at=last.at, rater=PersonId("ines"))
    assert reckoned(a_rating(3), other_person).observed == 2
    assert reckoned(a_rating(5), replace(last, at=MONDAY + DAY)).observed == 2


def test_a_day_is_a_day_where_the_learner_lives() -> None:
    """In Auckland noon is midnight in London."""
    morning, evening = datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)
    ratings = a_rating(3, at=morning), a_rating(4, at=evening)
    assert reckoned(*ratings, zone="Pacific/Auckland").observed == 1
    assert reckoned(*ratings, zone="Europe/Berlin").observed == 2


def test_an_attempt_that_is_rated_again_is_corrected() -> None:
    attempt = AttemptId("attempt-0")
    first = a_rating(5, at=MONDAY + DAY, attempt=attempt)
    second = a_rating(2, at=MONDAY + 9 * DAY, attempt=attempt)
    assert reckoned(first, second, practices=[MONDAY]) == reckoned(second, practices=[MONDAY])


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    wrong = a_rating(1, "peer", id="wrong")
    right = a_rating(4, "peer", id="right", corrects="wrong", told=MONDAY + DAY, rater=PersonId("ines"))
    again = replace(right, id="again", level=3, told=MONDAY + 2 * DAY)
    assert reckoned(wrong, right) == reckoned(right)
    assert reckoned(again, wrong, right) == reckoned(again)


def test_two_hundred_practices_in_a_day_are_one() -> None:
    hours = [MONDAY + n * timedelta(minutes=4) for n in range(200)]
    sure = [a_rating(5, "self", at, attempt=AttemptId(f"attempt-{n}")) for n, at in enumerate(hours)]
    assert reckoned(practices=hours) == reckoned(practices=[hours[-1]])
    many = reckoned(*sure, practices=hours)
    assert many == reckoned(replace(sure[-1], attempt=AttemptId("attempt-0")), practices=[hours[-1]])
    assert not many.known
    assert not many.mastered


def test_turning_up_is_credited_once_between_two_ratings() -> None:
    days = [MONDAY + n * DAY for n in range(10)]
    once, often = reckoned(practices=days[:1]), reckoned(practices=days)
    assert often.m < once.m + 0.01, "nobody has seen any of it"
    rated_between = reckoned(a_rating(3, at=days[4]), practices=days)
    assert rated_between.a > reckoned(a_rating(3, at=days[4]), practices=days[:5]).a


# The baseline.


def test_a_baseline_sets_where_it_begins_and_is_counted() -> None:
    own = a_rating(5, "self", context=BASELINE)
    others = [a_rating(3, "peer", MONDAY + n * DAY, context=BASELINE, rater=PersonId(f"peer-{n}")) for n in range(3)]
    found = reckoned(own, *others)
    assert found.start == found.m == start_of(fused([(5, "self"), (3, "peer"), (3, "peer"), (3, "peer")]))
    assert (found.at, found.ratings, found.observed, found.observed_high) == (MONDAY, 4, 3, 0)
    assert not found.known, "it is drawn to the middle, and as unsure as any start"


def test_what_the_last_of_them_answers_moves_the_start_even_after_the_first_practice() -> None:
    own, late = a_rating(2, "self", context=BASELINE), a_rating(4, "peer", MONDAY + 10 * DAY, context=BASELINE)
    assert reckoned(own, late, practices=[MONDAY + DAY]).start > reckoned(own, practices=[MONDAY + DAY]).start


def test_who_begins_again_a_year_later_says_where_they_stand_then() -> None:
    own, again = a_rating(2, "self", context=BASELINE), a_rating(4, "self", MONDAY + 365 * DAY, context=BASELINE)
    found = reckoned(own, again)
    assert (found.start, found.at) == (start_of(1.7), MONDAY + 365 * DAY)
    assert found.m > found.start


def test_where_the_baseline_is_not_known_any_more_its_level_is() -> None:
    found = estimate(Evidence((a_rating(4),)), UTC, start=3.1)
    assert found is not None
    assert found.start == 3.1
    assert reckoned(a_rating(4)).start == start_of(2.5)


# Who says so.


def test_two_coaches_who_say_one_and_five_on_one_day_leave_more_doubt_than_before() -> None:
    known = [a_rating(3, at=MONDAY + n * DAY) for n in range(5)]
    before = reckoned(*known)
    on = MONDAY + 5 * DAY
    after = reckoned(*known, a_rating(1, at=on), a_rating(5, at=on, rater=PersonId("ines")))
    assert after.spread > before.spread
    assert after.disputed
    assert not before.disputed
    assert after.m == pytest.approx(before.m, abs=0.05)
    assert not after.known
    assert not after.mastered


def test_the_doubt_is_that_of_the_formula() -> None:
    low, high = a_rating(1), a_rating(5, rater=PersonId("ines"))
    now = Belief(start_of(2.5))
    for one in (high, low):
        now = rated(now, *measured(one.level, "coach", 2))
    widened = doubted(now, contradiction([measured(1, "coach", 2), measured(5, "coach", 2)]))
    assert reckoned(low, high).a == pytest.approx(widened.a)


def test_what_is_seen_next_settles_it() -> None:
    torn = [a_rating(1), a_rating(5, rater=PersonId("ines"))]
    settled = reckoned(*torn, a_rating(4, at=MONDAY + DAY))
    assert not settled.disputed
    assert settled.spread < 0.65
    own = reckoned(*torn, a_rating(4, "self", MONDAY + DAY))
    assert own.disputed, "what the learner thinks settles nothing"


def test_a_learner_and_a_coach_who_differ_are_no_dispute() -> None:
    assert not reckoned(a_rating(5, "self"), a_rating(1)).disputed


def test_a_coach_who_always_says_three_tells_us_that_it_is_a_three() -> None:
    weeks = [MONDAY + n * 7 * DAY for n in range(30)]
    threes = [a_rating(3, at=at, attempt=AttemptId(f"attempt-{n}")) for n, at in enumerate(weeks)]
    found = reckoned(*threes, practices=weeks)
    assert found.m == pytest.approx(3, abs=0.15)
    assert found.known
    assert not found.mastered
    assert found.fitting == 2


# Mastery.


def fives(source: Source, *days: int, **changes: object) -> list[Assessment]:
    return [a_rating(5, source, MONDAY + day * DAY, **changes) for day in days]


def test_mastered_takes_two_high_ratings_a_week_apart() -> None:
    assert reckoned(*fives("coach", 0, 3, 5, 7)).mastered
    assert not reckoned(*fives("coach", 0, 3, 5, 6)).mastered
    assert reckoned(*fives("peer", 0, 1, 2, 3, 4, 5, 6, 7)).mastered


@pytest.mark.parametrize("source", ["self", "manager", "demonstration", "metric"])
def test_only_coaches_and_peers_can_see_it(source: Source) -> None:
    found = reckoned(*fives(source, *range(0, 300, 7)))
    assert found.m - found.spread > 3.3
    assert not found.mastered


def test_what_is_easy_proves_nothing() -> None:
    assert not reckoned(*fives("coach", 0, 7, 14, 21, tier=1)).mastered
    assert reckoned(*fives("coach", 0, 7, 14, 21, tier=3)).mastered


def test_three_fives_of_one_s_own_certify_nobody() -> None:
    found = reckoned(*fives("self", 0, 7, 14))
    assert not found.known
    assert not found.mastered
    assert found.high_from is None


def test_the_days_of_the_first_and_the_last_high_rating_are_known() -> None:
    found = reckoned(*fives("coach", 3, 0, 40), a_rating(3, at=MONDAY + 50 * DAY))
    assert (found.high_from, found.high_until) == (date(2026, 3, 2), date(2026, 4, 11))
