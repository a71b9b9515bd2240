"""Pictures and files that a Teams client fetches from us: by an address that nobody can guess, for a month."""

from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.teams.cards import Linked
from bot.domain.ids import ConversationId
from bot.rendering.message import Message
from bot.runtime.transcript import File, Transcript

FILES: Final = "/teams/files"
_MONTH_SECONDS = 31 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Shelf:
    """Without an address of our own nothing can be fetched, and a picture is said instead."""

    transcript: Transcript
    base_url: str | None
    signer: URLSafeTimedSerializer

    async def put(self, conversation: ConversationId, message: Message) -> Linked:
        if self.base_url is None:
            return Linked()
        picture = None
        if message.picture is not None:
            picture = await self._url(conversation, File("picture.png", "image/png", message.picture.png))
        files = [
            (one.name, await self._url(conversation, File(one.name, one.media_type, one.content)))
            for one in message.attachments
        ]
        return Linked(picture, files)

    async def _url(self, conversation: ConversationId, file: File) -> str:
        id_ = await self.transcript.put_file(conversation, file)
        return f"{self.base_url}{FILES}/{self.signer.dumps(id_)}"

    def routes(self) -> list[Route]:
        return [Route(f"{FILES}/{{ticket}}", self.fetch)]

    async def fetch(self, request: Request) -> Response:
        try:
            id_ = self.signer.loads(request.path_params["ticket"], max_age=_MONTH_SECONDS)
        except BadSignature:
            return Response(status_code=404)
        file = await self.transcript.file(str(id_))
        if file is None:
            return Response(status_code=404)
        headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
        if file.media_type != "image/png":
            headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return Response(file.content, media_type=file.media_type, headers=headers)
