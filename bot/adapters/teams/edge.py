"""The Bot Framework's own turn on an edge of ours: its models, context and handler, and nothing of its network.

The stock adapter answers 500 to every invoke, blocks the loop for its tokens, and sends through threads. This one takes
an activity that the guard has let in, and keeps the answer to an invoke for whoever asked.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, cast

from botbuilder.core import ActivityHandler, BotAdapter, BotFrameworkAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity as Model
from botbuilder.schema import ConversationReference, ResourceResponse

from bot.adapters.teams.guard import Activity
from bot.adapters.teams.richtext import Element

Take = Callable[[Activity], Awaitable[Element | None]]

_RAW = "microcoach.activity"
_ANSWER = BotFrameworkAdapter._INVOKE_RESPONSE_KEY  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - its own handler looks there


class Edge(BotAdapter):
    """Turns an activity over to a handler; speaks to nobody: what is said goes out by the messenger."""

    async def turn(self, activity: Activity, handler: ActivityHandler) -> Element | None:
        """What an invoke is answered with."""
        model = Model(type=activity["type"], name=str(activity.get("name") or ""))
        context = TurnContext(self, model)
        context.turn_state[_RAW] = activity
        pipeline = cast("Any", self.run_pipeline)  # pyright: ignore[reportUnknownMemberType] - it says less than it does
        await pipeline(context, handler.on_turn)
        answer: Any = context.turn_state.get(_ANSWER)
        return None if answer is None else answer.value.body

    async def send_activities(self, context: TurnContext, activities: list[Model]) -> list[ResourceResponse]:
        for one in activities:
            context.turn_state[_ANSWER] = one
        return [ResourceResponse() for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Model) -> None:
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        raise NotImplementedError


class Ears(ActivityHandler):
    """Hands everything that can be heard to ``take``; reactions, edits and typing are not for us."""

    def __init__(self, take: Take) -> None:
        self._take = take

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._hear(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._hear(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._hear(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        return InvokeResponse(status=int(HTTPStatus.OK), body=await self._hear(turn_context))

    async def on_message_reaction_activity(self, turn_context: TurnContext) -> None:
        """Nobody's words."""

    async def _hear(self, turn_context: TurnContext) -> Element | None:
        return await self._take(cast("Activity", turn_context.turn_state[_RAW]))
