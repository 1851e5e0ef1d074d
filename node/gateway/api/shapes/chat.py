"""The bodies of chat completions in OpenAI's form, with the signed answer beside it.

What cannot be done is refused by its name. A field that says nothing, such as null or an empty list, may always come.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from kula.node.gateway.api.shapes.fields import AnyCase, Hash, Shape, Signature

MOST_MESSAGES = 256
MOST_CHOICES = 4
MOST_STOPS = 4
MOST_TOOLS = 128
MODEL_NAME = "kula"
"""The name of whatever model is adopted now."""


def _only(*allowed: Any) -> BeforeValidator:
    """Returns a validator that refuses every value except those that ask for nothing special."""

    def check(value: Any) -> Any:
        if value not in (None, "", [], {}, *allowed):
            raise PydanticCustomError("unsupported", "is not supported by this gateway; leave it out")
        return None

    return BeforeValidator(check)


_ANY = WithJsonSchema({"description": "not supported: leave it out, or null"})


def _content(value: Any) -> Any:
    """Returns the text of content parts. Raises for a part that is no text."""
    if not isinstance(value, list):
        return value
    for part in value:
        if not isinstance(part, dict) or part.get("type") != "text" or not isinstance(part.get("text"), str):
            raise PydanticCustomError("parts", "must hold parts of type `text` only; the model reads no other")
    return "".join(part["text"] for part in value)


class _Lenient(Shape):
    """A shape in which a null field is the same as a missing one."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        return {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else value


class ChatMessage(_Lenient):
    """One message. An answer of this API may be sent back as it came."""

    role: Annotated[
        Literal["system", "user", "assistant"],
        BeforeValidator(lambda role: "system" if role == "developer" else role),
        WithJsonSchema({"enum": ["system", "developer", "user", "assistant"]}),
    ]
    content: Annotated[
        str,
        BeforeValidator(_content),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]}),
    ]
    name: str = Field("", description="accepted, and not shown to the model")
    refusal: Annotated[Any, _only(), _ANY] = None
    annotations: Annotated[Any, _only(), _ANY] = None
    audio: Annotated[Any, _only(), _ANY] = None
    tool_calls: Annotated[Any, _only(), _ANY] = None
    function_call: Annotated[Any, _only(), _ANY] = None
    reasoning_content: Annotated[Any, _only(), _ANY] = None


class ChatKey(Shape):
    """The session key for which the answer is signed."""

    key: AnyCase


class Tool(Shape):
    """A tool that the model may call. Ours calls none, which is its choice while `tool_choice` is `auto` or `none`.

    Programs such as Open WebUI offer theirs with every chat. The header `kula-unused` says that none was read.
    """

    type: Literal["function"]
    function: dict[str, Any]


class StreamOptions(_Lenient):
    """How events are sent."""

    include_usage: bool = False
    include_obfuscation: Annotated[Any, _only(False), _ANY] = None


def _stops(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _asks(messages: list[ChatMessage]) -> list[ChatMessage]:
    if not messages[-1].content.strip():
        raise PydanticCustomError("blank", "must end with a message that is not empty")
    return messages


Fraction = Annotated[float, Field(strict=False)]


class PostChat(_Lenient):
    """OpenAI's chat request."""

    model_config = ConfigDict(extra="forbid")

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=MOST_MESSAGES), AfterValidator(_asks)]
    model: str = Field(MODEL_NAME, description=f"`{MODEL_NAME}` or the id of the adopted model")
    max_tokens: int | None = Field(None, ge=1, description="at most what the gateway gives; `finish_reason` tells")
    max_completion_tokens: int | None = Field(None, ge=1, description="the same, under its newer name")
    temperature: Fraction = Field(0.0, ge=0, le=2)
    top_p: Fraction = Field(1.0, ge=0, le=1, description="0 takes the likeliest token")
    seed: int | None = Field(None, ge=-(2**63), lt=2**63)
    n: int = Field(1, ge=1, le=MOST_CHOICES)
    stop: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=64)], ...],
        Field(max_length=MOST_STOPS),
        BeforeValidator(_stops),
    ] = ()
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    kula: ChatKey | None = None

    user: Any = Field(None, description="accepted; changes no answer")
    metadata: Any = Field(None, description="accepted; changes no answer, and is not kept")
    safety_identifier: Any = Field(None, description="accepted; changes no answer")
    prompt_cache_key: Any = Field(None, description="accepted; changes no answer")
    store: Annotated[Any, _only(False), _ANY] = None
    service_tier: Annotated[Any, _only("auto", "default"), _ANY] = None
    frequency_penalty: Annotated[Any, _only(0), _ANY] = None
    presence_penalty: Annotated[Any, _only(0), _ANY] = None
    logit_bias: Annotated[Any, _only(), _ANY] = None
    logprobs: Annotated[Any, _only(False), _ANY] = None
    top_logprobs: Annotated[Any, _only(0), _ANY] = None
    response_format: Annotated[Any, _only({"type": "text"}), _ANY] = None
    tools: Annotated[list[Tool], Field(max_length=MOST_TOOLS)] = Field([], description="may be offered; none is called")
    tool_choice: Annotated[Any, _only("none", "auto"), _ANY] = None
    parallel_tool_calls: Annotated[Any, _only(True, False), _ANY] = None
    functions: Annotated[Any, _only(), _ANY] = None
    function_call: Annotated[Any, _only("none", "auto"), _ANY] = None
    modalities: Annotated[Any, _only(["text"]), _ANY] = None
    audio: Annotated[Any, _only(), _ANY] = None
    prediction: Annotated[Any, _only(), _ANY] = None
    reasoning_effort: Annotated[Any, _only("none"), _ANY] = None
    verbosity: Annotated[Any, _only(), _ANY] = None
    web_search_options: Annotated[Any, _only(), _ANY] = None


class SignedAnswer(Shape):
    """The gateway's signature over prompt, answer, model and session key; it travels inside the record."""

    model: Hash
    signature: Signature


class KulaPart(Shape):
    """What a choice carries beyond OpenAI's form."""

    answer: SignedAnswer


class AnswerMessage(Shape):
    """The model's message."""

    role: Literal["assistant"] = "assistant"
    content: str


class Choice(Shape):
    """One answer."""

    index: int
    message: AnswerMessage
    finish_reason: Literal["stop", "length"]
    logprobs: None = None
    kula: KulaPart | None = None


class Usage(Shape):
    """Tokens of the talk, and of all answers to it."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(Shape):
    """OpenAI's chat.completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: Hash
    choices: list[Choice]
    usage: Usage


class Delta(Shape):
    """A piece of an answer."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(Shape):
    """A piece of one answer."""

    index: int
    delta: Delta
    finish_reason: Literal["stop", "length"] | None
    kula: KulaPart | None = None


class Waiting(Shape):
    """Where a chat stands in the queue."""

    place: int


class CompletionChunk(Shape):
    """One server-sent event. The signed answer comes with an answer's last one."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: Hash
    choices: list[ChunkChoice]
    usage: Usage | None = None
    kula: Waiting | None = Field(None, description="only for requests with `kula`, while the chat waits")


class OpenAIModel(Shape):
    """OpenAI's entry of a model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["kula"] = "kula"


class OpenAIModels(Shape):
    """OpenAI's list of models."""

    object: Literal["list"] = "list"
    data: list[OpenAIModel]
