"""One person in two chat products: an account that nobody is known by turns out to be theirs."""

from bot.domain.errors import UnreadableInputError
from bot.domain.people import Linked, Stranger
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Say
from bot.engine.situation import Situation


def ask(now: Situation) -> Decision:
    """Whose account it is, to be confirmed: a code alone could have been given to them by anybody."""
    stranger = _stranger(now)
    yes = Choice("confirm", ev.LinkConfirmed(stranger.code))
    return Decision(effects=(Say("linking/ask", _about(stranger), (yes,)),))


def confirm(now: Situation) -> Decision:
    """From the first word that they write there, they are met there."""
    stranger = _stranger(now)
    return Decision((Linked(now.person.id, stranger.code),), (Say("linking/done", _about(stranger)),))


def _stranger(now: Situation) -> Stranger:
    if now.stranger is None:
        raise UnreadableInputError("unreadable/link_code")
    return now.stranger


def _about(stranger: Stranger) -> dict[str, str]:
    return {"account": stranger.name, "platform": stranger.platform, "workspace": stranger.workspace}
