"""What a manager's channel hears: the week's digest, and what became of its actions."""

from bot.domain.calendar import zone_of
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import DigestId
from bot.domain.team import DigestPlace, TeamSummary
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine import reading
from bot.engine.decision import Decision
from bot.engine.effects import Say, Unschedule
from bot.engine.flows import digest
from bot.engine.situation import Situation


def weekly(now: Situation, touchpoint: Touchpoint) -> Decision:
    """This week's digest, once, and the date of the next; one that is a day late is left out."""
    team = now.summary
    on = now.at.astimezone(zone_of(now.person.zone)).date()
    following = digest.next_week(_place(team), now.person.zone, now.at, but=touchpoint.slot)
    if now.at >= touchpoint.expires_at:
        return Decision(effects=(following,), outcome="too late")
    issue = digest.weekly(team, now.library.framework, on, DigestId(now.id("digest")), touchpoint.slot)
    return Decision((issue.digest,), (*issue.effects, following))


def latest(now: Situation) -> Decision:
    """The digest as it was published; between two of them nothing is counted anew."""
    team = now.summary
    following = digest.next_week(_place(team), now.person.zone, now.at).touchpoint.due_at
    return Decision(effects=(digest.again(team, now.library.framework, following),))


def here(now: Situation, event: ev.DigestHereAsked) -> Decision:
    """From now on it comes into this channel, which the manager has spoken from; asked again, nothing comes twice."""
    if now.where.kind != "channel" or now.where.owner != now.person.id:
        raise UnreadableInputError("unreadable/not_a_channel")
    team = now.summary
    place = DigestPlace(now.person.id, now.where.id, reading.rhythm(event.words, team.rhythm))
    had = "" if team.previous is None else team.previous.week
    following = digest.next_week(place, now.person.zone, now.at, but=had)
    told = Say("digest/here", {"following": following.touchpoint.due_at, "name": now.person.name})
    return Decision((place,), (Unschedule(now.person.id, "digest"), following, told))


def answer(now: Situation, event: ev.SuggestionAnswered) -> Decision:
    """Only the manager whose digest it is."""
    if now.digest is None or now.digest.manager != now.person.id:
        raise UnreadableInputError("unreadable/digest_closed")
    issue = digest.answer(now.digest, event)
    return Decision((issue.digest,), issue.effects)


def _place(team: TeamSummary) -> DigestPlace:
    return DigestPlace(team.manager, team.channel, team.rhythm)
