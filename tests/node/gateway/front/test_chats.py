"""Chats at the front: the lower rate of guests, and what a mistake of the gateway looks like from outside."""

import json
from dataclasses import replace
from typing import Any

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.app import build_context
from kula.node.settings import GatewaySettings
from kula.protocol.program.keys import new_key
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.scoring.counting_model import Counted, Counter

PATH = "/v1/chat/completions"
MESSAGES = [{"role": "user", "content": "How do I boil an egg?"}]


class Broken(Counter):
    """A model behind a bug of ours."""

    async def accept(self, chat: Chat) -> Counted:
        raise RuntimeError("a secret of the operator's")


def test_chat__a_bug_of_ours__is_an_error_in_the_form_of_the_path_that_any_page_may_read(
    settings: GatewaySettings,
):
    context = replace(build_context(settings), answers=Answers(Broken(), parallel=1, seconds=60))
    http = Http(settings, context)
    answer = http.post(PATH, json={"model": "kula", "messages": MESSAGES})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "failed")
    assert answer.json()["error"]["type"] == "server_error"
    assert answer.headers["access-control-allow-origin"] == "*"
    pair = http.post("/v1/pairs", json={"messages": MESSAGES, "key": new_key().address})
    assert (pair.status_code, pair.json()["type"].rsplit("/", 1)[1]) == (500, "failed")
    assert pair.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text + pair.text


def test_chat__of_guests__has_a_lower_rate_than_that_of_a_granted_key(net: TestNet, settings: GatewaySettings):
    changed = settings.model_copy(update={"rate_factor": 1.0, "guest_chats": 2})
    context = replace(build_context(changed), answers=Answers(Counter(), parallel=4, seconds=60))
    http = Http(changed, context)
    person = Person(net, http)
    assert person.grant().status_code == 201

    def status(key: str | None, path: str = PATH) -> int:
        chat = {"model": "kula", "messages": MESSAGES, "max_tokens": 1, **({"kula": {"key": key}} if key else {})}
        return http.post(path, json=chat if path == PATH else {"messages": MESSAGES, "key": key}).status_code

    guest = new_key().address
    assert [status(None), status(guest)] == [200, 200]
    assert [status(guest), status(new_key().address), status(None), status(guest, "/v1/pairs")] == [429] * 4
    refused = http.post(PATH, json={"model": "kula", "messages": MESSAGES})
    assert "guest" in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) > 1
    assert [status(person.session.address) for _ in range(3)] == [200] * 3


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Returns the ids and the chunk of a stream's events."""
    parts = [event.split("\n") for event in text.split("\n\n") if event.startswith("id: ")]
    return [(id.removeprefix("id: "), json.loads(chunk.removeprefix("data: "))) for id, chunk in parts]


def _texts(events: list[tuple[str, dict[str, Any]]]) -> list[str]:
    texts = ["", "", ""]
    for choice in (choice for _, chunk in events for choice in chunk["choices"]):
        texts[choice["index"]] += choice["delta"].get("content", "")
    return texts


def test_chat__of_several_choices__goes_on_after_any_event(settings: GatewaySettings):
    context = replace(build_context(settings), answers=Answers(Counter(), parallel=3, seconds=60))
    with Http(settings, context) as http:
        body = {"model": "kula", "messages": MESSAGES, "n": 3, "max_tokens": 5, "stream": True}
        events = _events(http.post(PATH, json=body).text)
        whole = _texts(events)
        assert whole == ["1 2 3 4 5 "] * 3
        path = f"{PATH}/{events[0][1]['id']}"
        for place, (id, _) in enumerate(events[3:], 4):
            rest = _events(http.get(path, params={"after": id}).text)
            assert [a + b for a, b in zip(_texts(events[:place]), _texts(rest), strict=True)] == whole
        assert _texts(_events(http.get(path).text)) == whole
        assert http.get(path, params={"after": "2"}).json()["error"]["param"] == "after"
        assert http.get(path, params={"after": "2.x.1"}).status_code == 422
