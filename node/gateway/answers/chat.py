"""What is asked of the served model, and who makes the answer."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kula.scoring.models.generation import Ending, Sampling

Message = dict[str, str]
"""`role` and `content`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One question with its talk, for one answer."""

    messages: Sequence[Message]
    sampling: Sampling
    stop: tuple[str, ...] = ()
    """The answer ends before the first of these texts."""
    of_parent: bool = False
    """Whether the adopted model's parent is to answer. Only where `parent` says that it can."""


class Making(Protocol):
    """One answer in the making, by one model, even if another model is adopted meanwhile."""

    ending: Ending | None
    """None while the answer goes on."""

    @property
    def manifest(self) -> bytes:
        """The sha2-256 of the model's manifest."""
        ...

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the talk; 0 if they are not known yet."""
        ...

    @property
    def tokens(self) -> int:
        """Tokens of the answer so far."""
        ...

    def pieces(self) -> AsyncGenerator[str]:
        """Yields the text as it comes, also empty pieces. Closing it stops the model, even amid a piece.

        Called again after that, it goes on where it stopped. Raises Unavailable if the model fails.
        """
        ...


class Answerer(Protocol):
    """Whoever makes answers with the adopted model."""

    async def manifest(self) -> bytes:
        """Returns the sha2-256 of the manifest of the model that would answer now. Raises Unavailable."""
        ...

    async def parent(self) -> bytes | None:
        """Returns the sha2-256 of the manifest of the adopted model's parent, if that could answer now."""
        ...

    async def accept(self, chat: Chat) -> Making:
        """Checks a chat, and returns its answer, of which nothing is made yet.

        Raises Problem `too-long`, or Unavailable if no model is loaded.
        """
        ...
