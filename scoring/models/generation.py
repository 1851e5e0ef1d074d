"""An answer in the making, one forward pass at a time, so that several can be made in turn and each can be stopped.

Legend: V vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch

READ_TOKENS = 256
"""Tokens of the prompt that one step reads. A long prompt holds up the other answers for this long at most."""
_UNFINISHED = "\ufffd"

Ending = Literal["stop", "length"]
"""Why an answer ended: the model was done, or the most tokens were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How tokens are chosen. Temperature 0 takes the likeliest one."""

    most_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    """Tokens are drawn among the likeliest ones that together have this probability."""
    seed: int = 0


class Generation:
    """An answer to the tokens of a prompt. `model` is a causal model of transformers."""

    def __init__(
        self, model: Any, tokenizer: Any, stops: frozenset[int], prompt: Sequence[int], sampling: Sampling
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._stops = stops
        self._unread = list(prompt)
        self._sampling = sampling
        self._random = torch.Generator(device="cpu").manual_seed(sampling.seed)
        self._past: Any = None
        self._made: list[int] = []
        self._text = ""
        self.ending: Ending | None = None if sampling.most_tokens else "length"
        """None while the answer goes on."""

    @property
    def tokens(self) -> int:
        """How many tokens of the answer are made."""
        return len(self._made)

    def step(self) -> str:
        """Does one forward pass. Returns the text that it adds, which is empty while a prompt or a character is incomplete."""
        assert self.ending is None, "the answer has ended"
        read, self._unread = self._unread[:READ_TOKENS], self._unread[READ_TOKENS:]
        inputs = torch.tensor([read], device=self._model.device)
        with torch.inference_mode():
            output = self._model(input_ids=inputs, past_key_values=self._past, use_cache=True, logits_to_keep=1)
        self._past = output.past_key_values
        return "" if self._unread else self._add(pick(output.logits[0, -1].float().cpu(), self._sampling, self._random))

    def _add(self, token: int) -> str:
        if token in self._stops:
            self.ending = "stop"
            return self._rest()
        self._made.append(token)
        self._unread = [token]
        if len(self._made) == self._sampling.most_tokens:
            self.ending = "length"
            return self._rest()
        text = self._tokenizer.decode(self._made, skip_special_tokens=True)
        return "" if text.endswith(_UNFINISHED) else self._new(text)

    def _rest(self) -> str:
        """The text that is left at the end. A character that was never completed is dropped."""
        return self._new(self._tokenizer.decode(self._made, skip_special_tokens=True).rstrip(_UNFINISHED))

    def _new(self, text: str) -> str:
        piece, self._text = text[len(self._text) :], text
        return piece


def pick(logits_v: torch.Tensor, sampling: Sampling, random: torch.Generator) -> int:
    """Returns the next token: the likeliest, or one drawn by temperature and `top_p`."""
    if sampling.temperature <= 0:
        return int(logits_v.argmax())
    chances_v = torch.softmax(logits_v / sampling.temperature, dim=0)
    if sampling.top_p < 1:
        sorted_v, tokens_v = chances_v.sort(descending=True)
        beyond_v = sorted_v.cumsum(0) - sorted_v >= sampling.top_p
        chances_v[tokens_v[beyond_v]] = 0
    return int(torch.multinomial(chances_v, 1, generator=random))
