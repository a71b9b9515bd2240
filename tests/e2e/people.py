"""People of the playground, as the API shows them: what they see, say, choose and send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import httpx

Json = dict[str, Any]


class RefusedError(Exception):
    """The bot said no, in one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Town:
    """Everybody in one playground, and its clock."""

    http: httpx.Client

    def people(self) -> list[Json]:
        return cast("list[Json]", self.http.get("/playground/api/people").json())

    def person(self, name: str, place: str = "direct") -> "Somebody":
        """By the beginning of their name; ``place`` is the kind of conversation they are met in."""
        found = next(one for one in self.people() if one["name"].startswith(name))
        at = next(c for c in found["conversations"] if c["kind"] == place)
        return Somebody(self, found["id"], at["id"])

    def now(self) -> datetime:
        return datetime.fromisoformat(self.http.get("/playground/api/clock").json()["now"])

    def move(self, **how: str) -> datetime:
        """``to=iso`` or ``advance=duration``."""
        answer = self.post("/playground/api/clock", how)
        return datetime.fromisoformat(cast("str", answer["now"]))

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        response = self.http.post(path, json=body, timeout=60)
        answer = cast("Json", response.json())
        if not response.is_success:
            raise RefusedError(response.status_code, answer["error"])
        return answer


@dataclass(frozen=True)
class Somebody:
    """One person in one conversation."""

    town: Town
    id: str
    conversation: str

    def messages(self, after: int = 0) -> list[Json]:
        path = f"/playground/api/conversations/{self.conversation}/messages"
        return cast("list[Json]", self.town.http.get(path, params={"after": after}).json())

    def last(self) -> Json:
        return self.messages()[-1]

    def seq(self) -> int:
        return max((m["seq"] for m in self.messages()), default=0)

    def say(self, text: str) -> Json:
        return self._act("say", {"text": text})

    def choose(self, token: str) -> Json:
        return self._act("choose", {"token": token})

    def submit(self, form: Json, values: Mapping[str, object] | None = None) -> Json:
        """Send a form as it stands, with these values changed."""
        given = {field["name"]: field["value"] for field in form["fields"]} | dict(values or {})
        return self._act("submit", {"form": form["id"], "values": given})

    def token(self, tag: str) -> str:
        """The newest choice whose token says ``tag``."""
        found = [c["token"] for m in self.messages() for c in m["choices"] if f":{tag}" in c["token"]]
        assert found, f"nobody offered {tag}: {[c['token'] for m in self.messages() for c in m['choices']]}"
        return cast("str", found[-1])

    def press(self, tag: str) -> Json:
        return self.choose(self.token(tag))

    def form(self, name: str) -> Json:
        """The newest form in a message whose id says ``name``."""
        forms = [m["form"] for m in self.messages() if m["form"] and name in m["form"]["id"]]
        return cast("Json", forms[-1])

    def heard(self, after: int = 0) -> list[str]:
        """What the bot said since."""
        return [cast("str", m["text"]) for m in self.messages(after) if m["author"] == "bot"]

    def _act(self, verb: str, body: Mapping[str, object]) -> Json:
        path = f"/playground/api/people/{self.id}/{verb}"
        return self.town.post(path, {"conversation": self.conversation, **body})


def offers(messages: Sequence[Json]) -> list[Json]:
    """Messages that offer a practice, with the day's own start button or without."""
    return [m for m in messages if any(":accept:" in c["token"] for c in m["choices"])]
