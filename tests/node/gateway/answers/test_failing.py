"""A model that fails in mid-answer, behind the gateway's HTTP."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from kula.node.gateway.answers.chat import Chat
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.app import build_context
from kula.node.settings import GatewaySettings
from kula.protocol.errors import Unavailable
from tests.support.gateway.http import Http
from tests.support.scoring.counting_model import Counted, Counter, chat


class FailsOnce(Counter):
    """A model that fails at the second answer that it makes."""

    async def accept(self, chat: Chat) -> Counted:
        counted = await super().accept(chat)
        return Failing(chat, self) if len(self.chats) == 2 else counted


class Failing(Counted):
    """An answer that breaks off after some pieces."""

    async def pieces(self) -> AsyncGenerator[str]:
        async with aclosing(super().pieces()) as pieces:
            async for piece in pieces:
                yield piece
                if self.tokens == 3:
                    raise Unavailable("the model is gone")


def test_chat__one_of_two_choices_fails__the_other_stops(settings: GatewaySettings):
    counter = FailsOnce()
    with Http(settings, replace(build_context(settings), answers=Answers(counter, parallel=4, seconds=60))) as client:
        refused = client.post(
            "/v1/chat/completions", json={"messages": chat("How are you?").messages, "max_tokens": 500, "n": 2}
        )
        assert refused.status_code == 503
        pieces = len(counter.log)
        time.sleep(0.3)
        assert len(counter.log) <= pieces + 2, "nobody reads the other choice"
