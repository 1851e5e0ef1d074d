"""The bodies of chat completions in OpenAI's form, as far as they are served here, with the signed answer beside it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kula.node.gateway.api.shapes.fields import Account, Hash, Shape, Signature, Text

MOST_MESSAGES = 64
MOST_CHARACTERS = 16_000


class ChatMessage(Shape):
    """One message."""

    role: Literal["system", "user", "assistant"]
    content: Text


class ChatKey(Shape):
    """The session key for which the answer is signed."""

    key: Account


def _bounded(messages: list[ChatMessage]) -> list[ChatMessage]:
    if sum(len(message.content) for message in messages) > MOST_CHARACTERS:
        raise PydanticCustomError("too_long", "must have at most {most} characters in all", {"most": MOST_CHARACTERS})
    return messages


class PostChat(Shape):
    """OpenAI's chat request. Clients of OpenAI send more fields, which are ignored."""

    model_config = ConfigDict(extra="ignore")

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=MOST_MESSAGES), AfterValidator(_bounded)]
    max_tokens: int = Field(256, ge=0)
    temperature_percent: int = Field(0, ge=0, description="100 times the temperature: records hold integers only")
    seed: int = Field(0, ge=0)
    stream: bool = False
    kula: ChatKey | None = None


class SignedAnswer(Shape):
    """The gateway's signature over prompt, answer, model and session key; it travels inside the record."""

    model: Hash
    signature: Signature


class KulaPart(Shape):
    """What a chat answer carries beyond OpenAI's form."""

    answer: SignedAnswer


class AnswerMessage(Shape):
    """The model's message."""

    role: Literal["assistant"]
    content: str


class Choice(Shape):
    """The only choice of a completion."""

    index: int
    message: AnswerMessage
    finish_reason: str


class Completion(Shape):
    """OpenAI's chat.completion."""

    id: str
    object: str
    created: int
    model: Hash
    choices: list[Choice]
    kula: KulaPart | None = None


class Delta(Shape):
    """A piece of the answer."""

    content: str | None = None


class ChunkChoice(Shape):
    """The only choice of a chunk."""

    index: int
    delta: Delta
    finish_reason: str | None


class CompletionChunk(Shape):
    """One server-sent event; the signed answer comes with the last one before [DONE]."""

    id: str
    object: str
    created: int
    model: Hash
    choices: list[ChunkChoice]
    kula: KulaPart | None = None
