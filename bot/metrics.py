"""What Prometheus reads: counts of this process, and how the database is at that moment."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.people import Platform
from bot.runtime.meter import Result
from bot.runtime.ports import Delivery, Health

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry of its own; no person and no workspace is in a label. See ``bot.runtime.meter.Meter``."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._due_lag = self._gauge("due_lag_seconds", "Age of the oldest touchpoint that is due")
        self._outbox_age = self._gauge("outbox_age_seconds", "Age of the oldest message that should have gone")
        self._messages = self._gauge("messages", "Messages by delivery state", "state")
        self._touchpoints = self._gauge("touchpoints", "Touchpoints by state", "state")
        self._backlog = self._gauge("lane_backlog", "Messages that wait in the fullest lane", "platform")
        self._paused = self._gauge("lanes_paused", "Lanes whose platform has asked for silence", "platform")
        self._tick = self._gauge("last_tick_timestamp_seconds", "When this process last looked for what is due")
        self._sends = Counter(
            "microcoach_sends", "Messages by what became of them", ["platform", "result"], registry=self._registry
        )
        self._send_seconds = Histogram(
            "microcoach_send_seconds",
            "How long a platform took to answer",
            ["platform"],
            registry=self._registry,
            buckets=_SECONDS,
        )

    def sent(self, platform: Platform, result: Result) -> None:
        self._sends.labels(platform, result).inc()

    def handed_over(self, platform: Platform, seconds: float) -> None:
        self._send_seconds.labels(platform).observe(seconds)

    def page(self, health: Health, states: Iterable[Delivery], last_tick: datetime | None) -> bytes:
        """All of it, as Prometheus reads it. States that nothing is in are shown as zero."""
        self._due_lag.set(health.due_lag.total_seconds())
        self._outbox_age.set(health.outbox_age.total_seconds())
        for state in states:
            self._messages.labels(state).set(health.messages.get(state, 0))
        for state, count in health.touchpoints.items():
            self._touchpoints.labels(state).set(count)
        for platform, lanes in health.lanes.items():
            self._backlog.labels(platform).set(lanes.backlog)
            self._paused.labels(platform).set(lanes.paused)
        if last_tick is not None:
            self._tick.set(last_tick.timestamp())
        return generate_latest(self._registry)

    def names(self) -> set[str]:
        """What a rule may ask for."""
        parts = ("", "_total", "_bucket", "_count", "_sum")
        return {f"{metric.name}{part}" for metric in self._registry.collect() for part in parts}

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"microcoach_{name}", what, labels, registry=self._registry)
