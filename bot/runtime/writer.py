"""Putting words to what was decided: prompts, pictures and files become one message for one reader."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.ids import PersonId
from bot.engine.effects import Data, Form, Invitation, Page, Picture, Say
from bot.rendering import charts
from bot.rendering import message as show
from bot.rendering.invitation import invitation
from bot.rendering.prompts import Prompts, Reader
from bot.runtime.ports import Parcel

Linker = Callable[[PersonId, Page, datetime], show.Link | None]


def _nowhere(_who: PersonId, _page: Page, _at: datetime) -> show.Link | None:
    return None


class Writer:
    """One set of prompts for every chat product; ``link`` makes the addresses of pages."""

    def __init__(self, prompts: Prompts, link: Linker = _nowhere) -> None:
        self._prompts = prompts
        self._link = link

    def message(
        self, parcel: Parcel, at: datetime, png: bytes | None, files: Sequence[show.Attachment]
    ) -> show.Message:
        """The message as its reader gets it: in their language, with times of their own zone."""
        reader = Reader(parcel.reader.locale, parcel.reader.zone, at)
        page = parcel.say.page
        link = None if page is None else self._link(parcel.reader.id, page, at)
        return self._prompts.render(parcel.say, reader, png=png, attachments=files, link=link)

    def sentence(self, prompt: str, data: Data, locale: str) -> str:
        """One plain sentence, for an error."""
        return self._prompts.sentence(prompt, data, locale)

    def form(self, form: Form, locale: str, zone: str, at: datetime) -> show.Form:
        return self._prompts.form(form, Reader(locale, zone, at))

    def page(self, sections: Sequence[Say], locale: str, zone: str, at: datetime) -> Sequence[show.Message]:
        """A person's own page, section by section; it may draw, so call it off the event loop."""
        reader = Reader(locale, zone, at)
        drawn = [(say, None if say.picture is None else self.draw(say.picture, locale)) for say in sections]
        return [self._prompts.render(say, reader, png=png) for say, png in drawn]

    def draw(self, picture: Picture, locale: str) -> bytes:
        """A PNG; it takes a moment, so call it off the event loop."""
        return charts.draw(picture, locale)

    def invitation(self, entry: Invitation) -> show.Attachment:
        return invitation(entry)
