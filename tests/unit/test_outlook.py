"""What the doctor says of the people: counts and remedies, and how long sending takes."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.doctor import message_findings, owner_findings, people_findings, sending_findings
from bot.domain.people import Platform
from bot.domain.window import Rush, Workload
from bot.engine.reach import Reach
from bot.runtime.outlook import Outlook, outlook, per_minute
from bot.runtime.ports import Health
from tests.make import MONDAY, a_cohort, a_journey, a_person

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class People:
    """A survey of those who are listed here."""

    def __init__(self, *reaches: Reach, workloads: Sequence[Workload] = ()) -> None:
        self._reaches = reaches
        self._workloads = workloads

    async def workloads(self) -> Sequence[Workload]:
        return self._workloads

    async def reaches(self) -> AsyncIterator[Reach]:
        for reach in self._reaches:
            yield reach


def workload(platform: Platform, people: int) -> Workload:
    return Workload(platform, "Harbour Works", {NINE: people})


async def test_people_are_counted_and_never_named() -> None:
    fine = Reach(a_journey(), is_planned=True)
    on_mars = Reach(a_journey(person=a_person(zone="Mars/Olympus")), is_planned=True)
    over = Reach(a_journey(cohort=a_cohort(ends_on=date(2026, 1, 1))), is_planned=False)
    found = await outlook(People(fine, on_mars, over, over), MONDAY)
    assert found == Outlook(learners=4, unknown_zones=1, silences={"cohort over": 2}, rushes=[])
    told = [f"{finding.state} {finding.what}" for finding in people_findings(found)]
    assert told[0] == "ok 4 learners; 2 will hear from the bot"
    assert told[1].startswith("warning 2 will never get a prompt: their cohort is over")
    assert told[2].startswith("warning 1 have a time zone that nobody knows")


async def test_only_where_the_platform_sets_a_pace_there_is_a_rush() -> None:
    everywhere = [workload("slack", 10_000), workload("teams", 10_000), workload("playground", 10_000)]
    found = await outlook(People(workloads=everywhere), MONDAY)
    assert [(one.platform, rush.minutes) for one, rush in found.rushes] == [
        ("slack", pytest.approx(33.3, abs=0.1)),
        ("teams", pytest.approx(4.2, abs=0.1)),
    ]
    assert per_minute("playground") is None


def test_sending_that_takes_longer_than_the_window_is_told_with_the_remedy() -> None:
    found = Outlook(0, 0, {}, [(workload("slack", 10_000), Rush(NINE, 10_000, 33.3))])
    [wide] = sending_findings(found, 40)
    assert (wide.state, wide.remedy) == ("ok", "")
    assert wide.what == "Harbour Works: 10,000 people due at once on Mon 02 Mar, 08:00 UTC are reached in 33.3 minutes"
    [narrow] = sending_findings(found, 30)
    assert narrow.state == "warning"
    assert "the window has 30" in narrow.what
    assert "MICROCOACH_SENDING_WINDOW_MINUTES" in narrow.remedy


def test_messages_that_may_not_have_arrived_are_told_with_a_remedy() -> None:
    now = timedelta()
    well = Health(now, now, {"accepted": 9_000, "queued": 3}, {}, {}, {})
    assert list(message_findings(well)) == []
    ill = Health(now, now, {"unknown": 2, "uncertain": 5}, {}, {"the person has removed the bot": 1}, {})
    told = list(message_findings(ill))
    assert [finding.state for finding in told] == ["wrong", "wrong", "warning"]
    assert "1 given up: the person has removed the bot" in told[0].what
    assert "2 of which nobody knows" in told[1].what
    assert "5 whose answer was lost" in told[2].what
    assert all(finding.remedy for finding in told)


def test_owners_whom_nobody_can_tell_are_named() -> None:
    [found] = owner_findings({"content@example.org": 12})
    assert found.state == "warning"
    assert "nobody here has the address content@example.org, which looks after 12 texts" in found.what
    assert found.remedy.endswith("microcoach people import")
