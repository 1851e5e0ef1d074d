"""A model whose answers are numbers, so that tests know each piece and how much work was done."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from kula.node.gateway.answers.chat import Chat
from kula.scoring.models.generation import Ending, Sampling

MANIFEST = b"\x07" * 32
PARENT = b"\x06" * 32
PIECE_SECONDS = 0.002


@dataclass
class Counted:
    """An answer that counts `1 2 3 …` up to the most tokens. The parent model counts `1. 2. 3. …`."""

    chat: Chat
    model: "Counter"
    tokens: int = 0
    ending: Ending | None = None
    manifest: bytes = MANIFEST
    prompt_tokens: int = 3

    async def pieces(self) -> AsyncGenerator[str]:
        asked = self.chat.messages[-1]["content"]
        try:
            while self.tokens < self.chat.sampling.most_tokens:
                await asyncio.sleep(PIECE_SECONDS)
                if self.tokens and self.tokens == self.model.hang_after:
                    await asyncio.Event().wait()
                self.tokens += 1
                self.model.log.append(asked)
                yield f"{self.tokens}{'.' if self.manifest == PARENT else ''} "
            self.ending = "length"
        finally:
            self.model.log.append(f"{asked} closed")


@dataclass
class Counter:
    """Answers every chat by counting, and logs whose piece was made."""

    log: list[str] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    hang_after: int = 0
    """After this many pieces an answer makes no more, until this changes and its pieces are asked for anew."""

    async def manifest(self) -> bytes:
        return MANIFEST

    async def parent(self) -> bytes:
        return PARENT

    async def accept(self, chat: Chat) -> Counted:
        self.chats.append(chat)
        return Counted(chat, self, manifest=PARENT if chat.of_parent else MANIFEST)


def chat(asked: str, most_tokens: int = 5) -> Chat:
    return Chat(messages=[{"role": "user", "content": asked}], sampling=Sampling(most_tokens=most_tokens))
