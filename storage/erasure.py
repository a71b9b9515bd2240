"""Forgetting a person: everything personal goes; what they wrote to others stays, without their name.

A shell of the person stays where counts and references need one: an id that says nothing, and "former coach".
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.feedback import Feedback
from bot.domain.ids import PersonId
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.domain.proposal import Proposal
from storage import tables as t
from storage.baseline import disown
from storage.forgetting import forgetting
from storage.keeping import learner_row, proposal_row
from storage.mapping import dump, load, millis
from storage.writing import is_state, put

FORMER_COACH = PersonId("former-coach")
FORMER_COACH_NAME = "Former coach"
FORMER_MEMBER = PersonId("former-member")
_FORMER_MEMBER_NAME = "Former member"


async def erase(connection: AsyncConnection, person: PersonId, at: datetime) -> None:
    """Delete what is theirs and what names them. A person who is unknown or erased already changes nothing."""
    asked = select(t.people.c.body).where(t.people.c.id == person, t.people.c.erased_at.is_(None))
    body = (await connection.execute(asked)).scalar()
    if body is None:
        return
    known = load(Person, body)
    async with forgetting(connection):
        await _disown(connection, person)
        await disown(connection, person, FORMER_COACH)
        await _release(connection, person)
        await _uncredit(connection, person)
        await _forget_words(connection, known)
        for statement in _deletions(person):
            await connection.execute(statement)
    own = update(t.conversations).where(t.conversations.c.owner == person, t.conversations.c.kind == "direct")
    await connection.execute(own.values(external_id="", reference=""))
    place = t.enrollments.c
    left = update(t.enrollments).where(place.learner == person, place.left_at.is_(None))
    await connection.execute(left.values(left_at=millis(at)))
    await connection.execute(update(t.people).where(t.people.c.id == person).values(**_shell(known, at)))


def _shell(known: Person, at: datetime) -> dict[str, Any]:
    name = FORMER_COACH_NAME if "coach" in known.roles else _FORMER_MEMBER_NAME
    shell = Person(known.id, name, "", frozenset(), "UTC", None, known.locale, None, active=False)
    return {
        "email": f"erased:{known.id}",  # unique, as an address is, and none
        "name_key": "",
        "manager": None,
        "active": False,
        "erased_at": millis(at),
        "body": dump(shell),
    }


async def _disown(connection: AsyncConnection, person: PersonId) -> None:
    """Feedback and ratings that they gave belong to the learner, who keeps them as from a former coach."""
    written = select(t.feedback).where(t.feedback.c.author == person)
    for row in (await connection.execute(written)).all():
        kept = replace(load(Feedback, row.body), author=FORMER_COACH)
        changed = update(t.feedback).where(t.feedback.c.id == row.id)
        await connection.execute(changed.values(author=FORMER_COACH, body=dump(kept)))
    rating = t.assessments.c
    rated = update(t.assessments).where(rating.learner != person, rating.body.contains(person, autoescape=True))
    await connection.execute(rated.values(body=func.replace(rating.body, person, FORMER_COACH)))


async def _release(connection: AsyncConnection, person: PersonId) -> None:
    """Their learners have no coach from now on, their team no manager."""
    coached = select(t.learners.c.body).where(t.learners.c.coach == person)
    alone = [replace(load(Learner, row.body), coach=None) for row in (await connection.execute(coached)).all()]
    await put(connection, t.learners, [learner_row(learner) for learner in alone])
    await connection.execute(update(t.enrollments).where(t.enrollments.c.coach == person).values(coach=None))
    managed = select(t.people.c.id, t.people.c.body).where(t.people.c.manager == person)
    for row in (await connection.execute(managed)).all():
        report = replace(load(Person, row.body), manager=None)
        changed = update(t.people).where(t.people.c.id == row.id)
        await connection.execute(changed.values(manager=None, body=dump(report)))


async def _uncredit(connection: AsyncConnection, person: PersonId) -> None:
    """What was approved of their proposals stays, masked as it is, and nobody is thanked for it any more."""
    stays = is_state(t.proposals, "approved", "published")
    approved = select(t.proposals.c.body).where(t.proposals.c.author == person, stays)
    theirs = [load(Proposal, body) for body in (await connection.execute(approved)).scalars()]
    nobodys = [replace(proposal, author=FORMER_MEMBER, credit="none") for proposal in theirs]
    await put(connection, t.proposals, [proposal_row(proposal) for proposal in nobodys])


async def _forget_words(connection: AsyncConnection, known: Person) -> None:
    """What other conversations show of them: messages about them, and whatever names them.

    A chat product keeps its own transcript on its own side; the playground's is ours to clear.
    """
    message, line = t.outgoing.c, t.lines.c
    about = select(message.once).where(message.about == known.id)
    keys = {row.once for row in (await connection.execute(about)).all()}
    keys |= {key.partition("#")[0] for key in keys}  # what was said to bring the message about
    named = (_written(known.name), known.id, known.email, json.dumps(known.first_name, ensure_ascii=False))
    mentions = _mentions(message.body, named)
    await connection.execute(delete(t.outgoing).where((message.about == known.id) | mentions))
    await _blank(connection, _mentions(line.body, (_written(known.name), known.id, known.email)))
    await _blank(connection, line.author == known.id)
    for some in _portions(sorted(keys)):
        await _blank(connection, line.key.in_(some))
    await _forget_first_name(connection, known)
    await connection.execute(delete(t.heard).where(t.heard.c.key.contains(known.id, autoescape=True)))


async def _forget_first_name(connection: AsyncConnection, known: Person) -> None:
    """Coaches and managers are told first names: a milestone that was shared, a learner's form.

    What other learners say in conversations of their own is theirs.
    """
    line, place = t.lines.c, t.conversations.c
    asked = (
        select(line.conversation, line.seq, line.body)
        .join(t.conversations, place.id == line.conversation)
        .where(
            or_(place.kind == "channel", place.owner.not_in(select(t.learners.c.id))),
            line.body.contains(_written(known.first_name), autoescape=True),
        )
    )
    word = re.compile(rf"\b{re.escape(known.first_name)}\b")
    for row in (await connection.execute(asked)).all():
        if word.search(row.body):
            await _blank(connection, (line.conversation == row.conversation) & (line.seq == row.seq))


async def _blank(connection: AsyncConnection, where: ColumnElement[bool]) -> None:
    """An empty line keeps its number, so that whoever reads on from there misses nothing."""
    emptied = {"body": json.dumps({"text": "", "html": None}), "author": "bot", "updated": True}
    await connection.execute(update(t.lines).where(where).values(**emptied))


def _mentions(body: ColumnElement[str], words: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(body.contains(word, autoescape=True) for word in words if word))


def _written(words: str) -> str:
    """As it stands inside of JSON."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _portions(keys: list[str], size: int = 500) -> Iterable[list[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _deletions(person: PersonId) -> list[Delete]:
    """Children before parents."""
    attempts = select(t.attempts.c.id).where(t.attempts.c.learner == person)
    homes = select(t.conversations.c.id).where(t.conversations.c.owner == person)
    return [
        delete(t.reflections).where(t.reflections.c.attempt.in_(attempts)),
        delete(t.attempts).where(t.attempts.c.learner == person),
        delete(t.plans).where(t.plans.c.learner == person),
        delete(t.feedback).where(t.feedback.c.learner == person),
        delete(t.assessments).where(t.assessments.c.learner == person),
        delete(t.requests).where(t.requests.c.learner == person),
        delete(t.proposals).where(t.proposals.c.author == person),
        delete(t.notes).where(t.notes.c.learner == person),
        delete(t.opened).where(t.opened.c.learner == person),
        delete(t.celebrations).where(t.celebrations.c.learner == person),
        delete(t.shelves).where(t.shelves.c.person == person),
        delete(t.touchpoints).where(t.touchpoints.c.person == person),
        delete(t.learners).where(t.learners.c.id == person),
        delete(t.annotations).where(t.annotations.c.author == person),
        delete(t.gap_sheets).where(t.gap_sheets.c.scope == f"team:{person}"),
        delete(t.identities).where(t.identities.c.person == person),
        delete(t.outgoing).where(t.outgoing.c.conversation.in_(homes)),
        delete(t.lines).where(t.lines.c.conversation.in_(homes)),
        delete(t.files).where(t.files.c.conversation.in_(homes)),
    ]
