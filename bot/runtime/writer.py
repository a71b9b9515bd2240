"""Putting words to what was decided: prompts, pictures and files become one message for one reader."""

from collections.abc import Sequence
from datetime import datetime

from bot.engine.effects import Data, Form, Invitation, Picture, Say
from bot.rendering import charts
from bot.rendering import message as show
from bot.rendering.invitation import invitation
from bot.rendering.prompts import Prompts, Reader
from bot.runtime.ports import Parcel


class Writer:
    """One set of prompts for every chat product."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts

    def message(
        self, parcel: Parcel, at: datetime, png: bytes | None, files: Sequence[show.Attachment]
    ) -> show.Message:
        """The message as its reader gets it: in their language, with times of their own zone."""
        reader = Reader(parcel.reader.locale, parcel.reader.zone, at)
        return self._prompts.render(parcel.say, reader, png=png, attachments=files)

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
