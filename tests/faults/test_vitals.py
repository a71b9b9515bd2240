"""What operators and their probes are told while things go well, and while they don't."""

from datetime import timedelta

import httpx
import pytest

from tests.faults.crowd import NAMES, NINE
from tests.faults.machine import Machine, Process
from tests.faults.platform import Standin

pytestmark = pytest.mark.slow


def ready(process: Process) -> tuple[int, str]:
    answer = httpx.get(f"{process.url}/readyz")
    return answer.status_code, answer.json().get("reason", "")


def metric(process: Process, line: str) -> float:
    page = httpx.get(f"{process.url}/metrics").text
    [found] = [one for one in page.splitlines() if one.startswith(f"{line} ")]
    return float(found.split()[-1])


def test_all_is_well(embedded: Machine, platform: Standin) -> None:
    with embedded.program().ready() as process:
        embedded.clock(NINE)
        platform.wait(arrivals=len(NAMES))
        process.rests(len(process.drains()))
        assert ready(process) == (200, "")
        assert metric(process, 'microcoach_sends_total{platform="playground",result="accepted"}') == len(NAMES)
        assert metric(process, 'microcoach_send_seconds_count{platform="playground"}') == len(NAMES)
        assert metric(process, 'microcoach_messages{state="uncertain"}') == 0
        assert metric(process, 'microcoach_lane_backlog{platform="playground"}') == 0
        assert metric(process, "microcoach_due_lag_seconds") == 0
        assert metric(process, "microcoach_last_tick_timestamp_seconds") == NINE.timestamp()
        assert "Okafor" not in httpx.get(f"{process.url}/metrics").text


def test_messages_that_wait_too_long_make_it_unready(embedded: Machine, platform: Standin) -> None:
    platform.faults.extend("refuse" for _ in range(500))
    with embedded.program().ready() as process:
        embedded.clock(NINE)
        process.wait(lambda: len(process.lines("message_delayed")) >= len(NAMES))
        assert ready(process) == (200, "")
        embedded.clock(NINE + timedelta(minutes=40))
        process.looks()
        process.looks()
        assert ready(process) == (503, "messages wait too long")
        assert metric(process, "microcoach_outbox_age_seconds") == 40 * 60


def test_a_platform_that_asks_for_silence_does_not(embedded: Machine, platform: Standin) -> None:
    platform.faults.append("say 429")
    with embedded.program().ready() as process:
        embedded.clock(NINE)
        process.wait(lambda: metric(process, 'microcoach_lanes_paused{platform="playground"}') == 1)
        assert metric(process, 'microcoach_lane_backlog{platform="playground"}') > 0
        assert ready(process) == (200, "")


def test_who_only_listens_is_not_to_blame_for_who_works(distributed: Machine) -> None:
    with distributed.program("web").ready() as process:
        distributed.clock(NINE + timedelta(minutes=40))
        answer = httpx.get(f"{process.url}/readyz")
        assert answer.status_code == httpx.codes.OK
        assert answer.json()["scheduler_lag_seconds"] == 40 * 60


def test_a_worker_that_was_given_a_port_says_how_it_is(distributed: Machine, platform: Standin) -> None:
    with distributed.program("worker").ready() as process:
        distributed.clock(NINE)
        platform.wait(arrivals=len(NAMES))
        assert httpx.get(f"{process.url}/healthz").text == "ok"
        assert ready(process) == (200, "")
        assert metric(process, 'microcoach_sends_total{platform="playground",result="accepted"}') > 0
        assert httpx.get(f"{process.url}/playground").status_code == httpx.codes.NOT_FOUND
        assert process.stop() == 0
