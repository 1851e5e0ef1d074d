"""OpenAI's chat shapes, as far as they are served here, with the signed answer beside them."""

from typing import Literal

from pydantic import BaseModel, Field

from kula.node.gateway.api.requests import Account, Hex


class ChatMessage(BaseModel):
    """One message."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatKey(BaseModel):
    """For whom the answer is signed."""

    key: Account


class PostChat(BaseModel):
    """OpenAI's chat request, as far as it is served here."""

    messages: list[ChatMessage]
    max_tokens: int = 256
    temperature_percent: int = Field(0, description="100 times the temperature: records hold integers only")
    seed: int = 0
    stream: bool = False
    kula: ChatKey | None = None


class SignedAnswer(BaseModel):
    """The gateway's signature over prompt, answer, model and session key; it travels inside the record."""

    model: Hex
    signature: Hex


class KulaPart(BaseModel):
    """What a chat answer carries beyond OpenAI's shape."""

    answer: SignedAnswer


class Said(BaseModel):
    """The model's message."""

    role: Literal["assistant"]
    content: str


class Choice(BaseModel):
    """The one choice."""

    index: int
    message: Said
    finish_reason: str


class Completion(BaseModel):
    """OpenAI's chat.completion."""

    id: str
    object: str
    created: int
    model: Hex
    choices: list[Choice]
    kula: KulaPart | None = None


class Delta(BaseModel):
    """A piece of the answer."""

    content: str | None = None


class Piece(BaseModel):
    """The one choice of a chunk."""

    index: int
    delta: Delta
    finish_reason: str | None


class CompletionChunk(BaseModel):
    """One server-sent event; the signed answer comes with the last one before [DONE]."""

    id: str
    object: str
    created: int
    model: Hex
    choices: list[Piece]
    kula: KulaPart | None = None
