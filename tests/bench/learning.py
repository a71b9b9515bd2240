"""What mastery and spacing are held to, beside simpler ways: ``python -m tests.bench.learning``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import cast
from zoneinfo import ZoneInfo

from bot.domain.assessment import Assessment
from bot.domain.evidence import Evidence, estimate
from bot.domain.ids import AttemptId, MicroId, PersonId
from bot.domain.rubric import Level
from tests.bench.delivery import say
from tests.learning.figures import WAYS, Figures, figures
from tests.learning.laws import IMPROVING, LAWS, NEVER
from tests.learning.study import MICROS, WEEKS

_LEARNERS = 150
_LENIENCY = 0.25
_ASSESSMENTS = 1_000
_ROUNDS = 7


def main() -> None:
    """Print each figure as it is measured."""
    say(f"{_LEARNERS} learners a law, {MICROS} micro-competencies each, {WEEKS} weeks, looked at every week.")
    say("RMSE of the level (at most .55), share in the 90 % band (.85 to .98), how much too high at the end (.25);")
    say("gain of the true levels, and beside a uniform schedule (not below -.10):")
    ways = " ".join(f"{way:>8}" for way in WAYS)
    say(f"  {'law':<8} {ways} {'in band':>8} {'too high':>8} {'gain':>6} {'beside uniform':>16}")
    found = {law: figures(law, _LEARNERS) for law in LAWS}
    for law, one in found.items():
        say(_line(law, one))
    print_certificates("Certified, and truly below 3.25", found)
    lenient = {law: figures(law, _LEARNERS, _LENIENCY) for law in LAWS}
    print_certificates(
        f"The same with coaches and peers who always add something of their own (sd {_LENIENCY})", lenient
    )
    print_recomputing()


def _line(law: str, one: Figures) -> str:
    ways = " ".join(f"{rmse:8.2f}" for rmse in one.rmse.values())
    paired = f"{one.paired:+.3f} ± {one.strayed:.3f}"
    return f"  {law:<8} {ways} {one.coverage:8.3f} {one.bias:+8.2f} {one.gain:+6.2f} {paired:>16}"


def print_certificates(title: str, found: Mapping[str, Figures]) -> None:
    say(f"{title}:")
    say(
        f"  {'law':<8} {'all weeks':>9} {'at the end':>10} {'first said':>10} {'of all':>7} {'of learners, in any':>19}"
    )
    for law, one in found.items():
        say(
            f"  {law:<8} {one.wrong:9.1%} {one.wrong_at_end:10.1%} {one.wrong_at_first:10.1%} {one.wrong_of_all:7.1%}"
            f" {one.wrong_of_learners:19.1%}"
        )
    weeks = sum(found[law].mastered for law in IMPROVING)
    wrong = sum(found[law].wrong * found[law].mastered for law in IMPROVING) / weeks
    never = found[NEVER].wrong_of_all
    say(f"  together those who improve {wrong:.1%} of weeks (at most 5), who never does {never:.1%} of all (at most 6)")


def print_recomputing() -> None:
    """From a thousand ratings of as many practices, each on a day of its own."""
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    practised = {AttemptId(f"attempt-{n}"): start + timedelta(days=n) for n in range(_ASSESSMENTS)}
    evidence = Evidence(tuple(_rating(attempt, at) for attempt, at in practised.items()), practised)
    zone = ZoneInfo("Europe/Berlin")

    def recompute() -> None:
        estimate(evidence, zone)

    def only_look() -> None:
        for one in evidence.assessments:
            practised.get(one.attempt or AttemptId(""))

    whole, bare = (min(_seconds(each) for _ in range(_ROUNDS)) for each in (recompute, only_look))
    say(
        f"recomputing from {_ASSESSMENTS:,} assessments: {whole * 1e3:.1f} ms (under 10); "
        f"only looking their attempts up: {bare * 1e3:.2f} ms ({whole / bare:.0f} x)"
    )


def _rating(attempt: AttemptId, at: datetime) -> Assessment:
    return Assessment(
        id=f"rating-{attempt}",
        learner=PersonId("learner"),
        micro=MicroId("micro"),
        source="coach",
        level=cast("Level", at.day % 5 + 1),
        tier=2,
        at=at,
        context="practice",
        framework="1",
        rater=PersonId("coach"),
        attempt=attempt,
    )


def _seconds(work: Callable[[], None]) -> float:
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    main()
