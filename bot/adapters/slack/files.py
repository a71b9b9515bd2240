"""Pictures and files on their way to Slack: uploaded first, seen by nobody before they are shared or shown."""

from hashlib import sha256

from bot.adapters.slack.gateway import Gateway
from bot.adapters.slack.recent import Recent
from bot.rendering.message import Attachment, Picture

NOT_READY = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_slack_file"})
"""What Slack says of blocks while it is still at work on a picture in them."""

_REMEMBERED = 2_000


class Files:
    """What it remembers spares a second upload, also when the message that it was for is sent again."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pictures = Recent[tuple[str, str], str](_REMEMBERED)
        self._shared = Recent[tuple[str, str, str], bool](_REMEMBERED)

    async def picture(self, workspace: str, picture: Picture | None) -> str | None:
        """Slack's id of the file, to be shown in a message or on a page."""
        if picture is None:
            return None
        same = (workspace, sha256(picture.png).hexdigest())
        if same not in self._pictures:
            file = await self._upload(workspace, "picture.png", picture.png, picture.alt)
            await self._gateway.call(workspace, "files.completeUploadExternal", files=[{"id": file}])
            self._pictures[same] = file
        return self._pictures[same]

    async def share(self, workspace: str, place: str, file: Attachment, key: str) -> None:
        """Put a file into a conversation, once for each message that it comes with."""
        same = (workspace, key, file.name)
        if same not in self._shared:
            listed = {"id": await self._upload(workspace, file.name, file.content), "title": file.name}
            await self._gateway.call(workspace, "files.completeUploadExternal", files=[listed], channel_id=place)
            self._shared[same] = True

    async def _upload(self, workspace: str, name: str, content: bytes, alt: str | None = None) -> str:
        fields = {"filename": name, "length": len(content), "alt_txt": alt}
        answer = await self._gateway.call(workspace, "files.getUploadURLExternal", **fields)
        await self._gateway.upload(answer["upload_url"], content)
        return answer["file_id"]
