"""What a manager may learn of a team: counted in SQL, and only crowds and bands leave this file.

No query here reads a reflection, feedback, a note, or any other word of a learner's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    cast,
    distinct,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calendar import zone_of
from bot.domain.ids import CompetencyId, ConversationId, MicroId, PersonId
from bot.domain.mastery import Estimate
from bot.domain.people import Person
from bot.domain.team import SMALLEST_CROWD, Band, Celebration, Digest, Rhythm, TeamSummary, band, crowd
from storage import tables as t
from storage.mapping import load, load_estimates, maybe, millis

_DAYS = timedelta(days=7)


async def team(
    connection: AsyncConnection, competency_of: Mapping[MicroId, CompetencyId], manager: PersonId, at: datetime
) -> TeamSummary | None:
    """The manager's team over the seven local days before that of ``at``; None without a channel. Two queries."""
    row = (await connection.execute(_MANAGER, {"manager": manager})).first()
    if row is None:
        return None
    first, last = _week(zone_of(load(Person, row.person).zone), at)
    found: dict[str, list[Any]] = defaultdict(list)
    for one in await connection.execute(_TEAM, {"manager": manager, "first": first, "last": last}):
        found[one.what].append(one)
    return TeamSummary(
        manager=manager,
        channel=ConversationId(row.channel),
        size=crowd(_count(found["size"])),
        took_part=crowd(_count(found["took_part"])),
        practised=tuple(sorted(MicroId(one.body) for one in found["practised"] if one.count >= SMALLEST_CROWD)),
        fresh=_bands((load_estimates(one.body) for one in found["levels"]), competency_of, at),
        roster_changes=_count(found["changes"]),
        celebrations=tuple(load(Celebration, one.body) for one in sorted(found["shared"], key=lambda one: one.count)),
        previous=maybe(Digest, row.digest),
        rhythm=Rhythm() if row.weekday is None else Rhythm(row.weekday, time(*divmod(row.minute, 60))),
    )


def _week(zone: tzinfo, at: datetime) -> tuple[int, int]:
    """From midnight to midnight in the manager's zone, in milliseconds."""
    today = at.astimezone(zone).date()
    midnights = (datetime.combine(on, time(), zone) for on in (today - _DAYS, today))
    first, last = map(millis, midnights)
    return first, last


def _count(rows: Sequence[Any]) -> int:
    return sum(row.count for row in rows)


def _bands(
    people: Iterable[Mapping[MicroId, Estimate]], competency_of: Mapping[MicroId, CompetencyId], at: datetime
) -> tuple[tuple[CompetencyId, Band], ...]:
    """One level a person and competency, from what others observed; then the band of those."""
    levels: dict[CompetencyId, list[float]] = defaultdict(list)
    for estimates in people:
        for competency, own in _levels(estimates, competency_of, at).items():
            levels[competency].append(sum(own) / len(own))
    fresh: list[tuple[CompetencyId, Band]] = []
    for competency, of_all in sorted(levels.items()):
        found = band(of_all)
        if found is not None:
            fresh.append((competency, found))
    return tuple(fresh)


def _levels(
    estimates: Mapping[MicroId, Estimate], competency_of: Mapping[MicroId, CompetencyId], at: datetime
) -> Mapping[CompetencyId, list[float]]:
    own: dict[CompetencyId, list[float]] = defaultdict(list)
    for micro, estimate in estimates.items():
        now = estimate.faded_to(at)
        if now.known and micro in competency_of:
            own[competency_of[micro]].append(now.m)
    return own


def _manager() -> t.Query:
    """The manager, the channel, and the digest that was published last."""
    channel, digest, place = t.conversations.c, t.digests.c, t.digest_places.c
    owned = select(func.min(channel.id)).where(channel.owner == t.people.c.id, channel.kind == "channel")
    latest = (
        select(digest.body)
        .where(digest.manager == t.people.c.id)
        .order_by(digest.published_on.desc(), digest.id.desc())
        .limit(1)
    )
    found = select(
        t.people.c.body.label("person"),
        func.coalesce(place.channel, owned.scalar_subquery()).label("channel"),
        place.weekday,
        place.minute,
        latest.scalar_subquery().label("digest"),
    )
    found = found.select_from(t.people.outerjoin(t.digest_places, place.manager == t.people.c.id))
    found = found.where(t.people.c.id == bindparam("manager"))
    with_channel = found.subquery()
    return select(with_channel).where(with_channel.c.channel.is_not(None))


def _team() -> t.Query:
    """Everything that is counted over the week, in one go; ``count`` orders what was shared."""
    manager: BindParameter[str] = bindparam("manager")
    first, last = bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)
    place, attempt, shared = t.enrollments.c, t.attempts.c, t.celebrations.c
    members = (
        select(place.learner.label("id"))
        .distinct()
        .join(t.people, t.people.c.id == place.learner)
        .where(place.manager == manager, place.left_at.is_(None), t.people.c.active)
        .cte("members")
    )
    in_week = (attempt.learner == members.c.id) & (attempt.reflected_at >= first) & (attempt.reflected_at < last)
    people = func.count(distinct(attempt.learner))
    parts = (
        select(*_part("size", func.count(members.c.id))),
        select(*_part("took_part", people)).where(in_week),
        select(*_part("practised", people, attempt.micro)).where(in_week).group_by(attempt.micro),
        select(*_part("levels", _ZERO, t.learners.c.estimates)).where(t.learners.c.id == members.c.id),
        select(*_part("changes", func.count(place.joined_at) + func.count(place.left_at))).where(
            place.manager == manager
        ),
        select(*_part("shared", shared.at, shared.body)).where(
            shared.learner == members.c.id, shared.at >= first, shared.at < last
        ),
    )
    return select(union_all(*parts).subquery())


_ZERO = cast(0, BigInteger)
_NOTHING = cast(null(), String)


def _part(what: str, count: ColumnElement[int], body: ColumnElement[Any] = _NOTHING) -> list[ColumnElement[Any]]:
    return [literal_column(f"'{what}'", String).label("what"), count.label("count"), body.label("body")]


_MANAGER = _manager()
_TEAM = _team()
