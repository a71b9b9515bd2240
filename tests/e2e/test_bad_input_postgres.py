"""What PostgreSQL takes for a fault of ours, and what has to be refused before it comes so far."""

from pathlib import Path

import httpx
import pytest

from tests.e2e.people import Town
from tests.e2e.program import Program

pytestmark = pytest.mark.slow


def test_signs_and_lengths_that_it_can_not_keep(tmp_path: Path, postgres_url: str) -> None:
    environment = {"MICROCOACH_DATABASE_URL": postgres_url}
    with Program(tmp_path, environment=environment) as program, httpx.Client(base_url=program.url) as http:
        ada = Town(http).person("Ada")
        api = "/playground/api"
        greeting = program.log()
        posts = [
            (f"/people/{ada.id}/say", {"conversation": "a\0b", "text": "hello"}),
            (f"/people/{ada.id}/say", {"conversation": ada.conversation, "text": "hel\0lo"}),
            (f"/people/{ada.id}/choose", {"conversation": ada.conversation, "token": "1:accept:%00"}),
            (f"/people/{ada.id}/choose", {"conversation": ada.conversation, "token": "1:feedback:%00:"}),
            (f"/people/{ada.id}/submit", _form(ada.conversation, "%00")),
            (f"/people/{ada.id}/submit", _form(ada.conversation, "x" * 50_000)),
            (f"/people/{'x' * 5_000}/submit", _form(ada.conversation, "x")),
            ("/people/%00/say", {"conversation": ada.conversation, "text": "hello"}),
        ]
        for path, body in posts:
            response = http.post(api + path, json=body)
            assert response.status_code == 422, (path[-20:], body, response.text)
        for path in (f"{api}/conversations/%00/messages", "/playground/files/%00"):
            assert http.get(path).status_code == 404
        assert http.get(f"{api}/conversations/{ada.conversation}/messages?after={10**12}").json() == []
        assert program.log() == greeting


def _form(conversation: str, nonce: str) -> dict[str, object]:
    return {"conversation": conversation, "form": f"1:form:preferences%2Fhours:{nonce}", "values": {}}
