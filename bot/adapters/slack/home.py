"""App Home: a person's own page, section by section, as the messages that say the same in the conversation."""

from collections.abc import Sequence

from bot.adapters.slack.blocks import blocks_of
from bot.adapters.slack.files import NOT_READY, Files
from bot.adapters.slack.gateway import Gateway, RefusedError
from bot.adapters.slack.text import Block
from bot.rendering.message import Message

_MOST_BLOCKS = 100
_OVERTAKEN = "hash_conflict"


def home_view(sections: Sequence[Message], pictures: Sequence[str | None]) -> Block:
    """Slack takes a hundred blocks; what would be beyond them is left for the commands to say."""
    blocks: list[Block] = []
    for number, (section, picture) in enumerate(zip(sections, pictures, strict=True)):
        if blocks:
            blocks.append({"type": "divider", "block_id": f"{number}:divider"})
        blocks.extend(blocks_of(section, picture, prefix=f"{number}:"))
    return {"type": "home", "blocks": blocks[:_MOST_BLOCKS]}


class Home:
    """Publishes pages."""

    def __init__(self, gateway: Gateway, files: Files) -> None:
        self._gateway = gateway
        self._files = files

    async def publish(self, workspace: str, person: str, sections: Sequence[Message], known: str | None) -> bool:
        """Show the page to its owner. ``known`` is the hash of the page that Slack has told of.

        False where a newer one has been published meanwhile. A page does not wait for a picture that Slack is still at
        work on: it is there the next time.
        """
        pictures = [await self._files.picture(workspace, section.picture) for section in sections]
        try:
            return await self._publish(workspace, person, home_view(sections, pictures), known)
        except RefusedError as error:
            if error.error not in NOT_READY or not any(pictures):
                raise
        return await self._publish(workspace, person, home_view(sections, [None] * len(sections)), known)

    async def _publish(self, workspace: str, person: str, view: Block, known: str | None) -> bool:
        try:
            await self._gateway.call(workspace, "views.publish", user_id=person, view=view, hash=known)
        except RefusedError as error:
            if error.error != _OVERTAKEN:
                raise
            return False
        return True
