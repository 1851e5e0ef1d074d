"""
title: Kula thumbs
description: Two buttons under each answer. They send a rating to a Kula gateway, for people who agreed to it.
requirements: kula-network
version: 0.1.0
"""

import json
from typing import Any, ClassVar

from pydantic import BaseModel, Field

import kula

_ASK = (
    "Send this talk and your opinion to the Kula network? It is encrypted, scored, and published in a dataset if it is "
    "good. Others train models with it. You are paid if it earns."
)


class Action:
    """An action function of Open WebUI: an administrator adds it under Functions and turns it on for a model.

    Each person turns it on in their own settings, and is asked before each talk is sent.
    """

    actions: ClassVar = [
        {"id": "good", "name": "Good answer, send to Kula"},
        {"id": "bad", "name": "Bad answer, send to Kula"},
    ]

    class Valves(BaseModel):
        """What the administrator sets."""

        gateway: str = Field("http://127.0.0.1:8000", description="URL of a Kula gateway")

    class UserValves(BaseModel):
        """What each person sets."""

        contribute: bool = Field(False, description="I agree to send the answers that I rate")
        owner: str = Field("", description="the address that is paid, or a private key that is used for this only")
        session: str = Field("", description="with an address: the session key that the wallet agreed to")
        consent: str = Field("", description="with an address: the consent as JSON, see examples/consent.py")

    def __init__(self) -> None:
        self.valves = self.Valves()

    async def action(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any],
        __event_call__: Any,
        __event_emitter__: Any,
        __id__: str = "good",
    ) -> None:
        """Sends the talk up to the message under which the button stands, as a rating."""
        choice = __user__["valves"]
        if not choice.contribute or not choice.owner:
            await _say(__event_emitter__, "Nothing was sent: turn on `contribute` in your settings of this function.")
            return
        confirmed = await __event_call__({"type": "confirmation", "data": {"title": "Kula", "message": _ASK}})
        if not confirmed:
            await _say(__event_emitter__, "Nothing was sent.")
            return
        try:
            sent = await self._contributor(choice).rate(_talk(body), 1 if __id__ == "good" else -1)
            await _say(__event_emitter__, f"Sent as record {sent.record}; it pays {sent.leaf['pay_to']}.")
        except kula.KulaError as error:
            await _say(__event_emitter__, f"Not sent: {error}")

    def _contributor(self, choice: "Action.UserValves") -> kula.AsyncContributor:
        consent = kula.Consent.from_json(json.loads(choice.consent)) if choice.consent else None
        return kula.AsyncContributor(self.valves.gateway, choice.owner, choice.session or None, consent=consent)


def _talk(body: dict[str, Any]) -> list[dict[str, str]]:
    """Returns the messages up to the rated one, without what the page folds away, such as a model's thoughts.

    `id` in the body names it; the model is the writer of its answers.
    """
    messages: list[dict[str, str]] = []
    for message in body["messages"]:
        is_answer = message["role"] == "assistant"
        text = kula.without_thoughts(message["content"])[0].strip() if is_answer else message["content"]
        writer = {"written_by": body["model"]} if is_answer else {}
        messages.append({"role": message["role"], "content": text, **writer})
        if message.get("id") == body.get("id"):
            break
    return messages


async def _say(emit: Any, text: str) -> None:
    await emit({"type": "notification", "data": {"type": "info", "content": text}})
