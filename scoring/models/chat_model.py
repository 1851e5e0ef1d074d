"""The chat model: SmolLM2-135M-Instruct with adapters merged in order. It answers, and it measures losses. Knows no chain.

Legend: B sequences, T tokens, V vocabulary.
"""

import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import torch

from kula.protocol.errors import IntegrityError
from kula.scoring.features.encoder import pick_device
from kula.scoring.models.adapters import may_adapt, read_adapter_file
from kula.scoring.models.base import base_folder, talk_text, talk_tokens
from kula.scoring.models.generation import Generation, Sampling

LOSS_TOKENS = 160
"""The most tokens of an example whose loss is measured."""
_IGNORED = -100
_LOSS_BATCH_TOKENS = 640

Message = Mapping[str, Any]
Encoded = tuple[list[int], list[int]]
"""Token ids, and as many labels. A label is the token itself if it is learnt or measured, else -100."""


@dataclass(frozen=True, slots=True)
class Example:
    """Messages of which the last is the assistant's. Losses are measured on the tokens of that last message."""

    messages: tuple[Message, ...]


class ChatModel:
    """A model in memory, with its tokenizer and its device."""

    def __init__(self, model: Any, tokenizer: Any, device: torch.device) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.device = device

    @classmethod
    def load(
        cls, adapters: Sequence[Path] = (), dtype: torch.dtype = torch.float32, device: str = "auto"
    ) -> "ChatModel":
        """The base with adapters merged in order, in fp32, then cast to `dtype`."""
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
        folder = base_folder()
        # transformers takes seconds to import; manifests and examples do not need it.
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        for adapter in adapters:
            merge(model, adapter)
        where = pick_device(device)
        return cls(model.to(where, dtype).eval(), tokenizer, where)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Returns the tokens that an answer to the messages continues."""
        return talk_tokens(self.tokenizer, messages)

    def start(self, prompt: Sequence[int], sampling: Sampling) -> Generation:
        """Starts an answer to the tokens of a prompt. Its `step` makes it piece by piece."""
        return Generation(self.model, self.tokenizer, self._stops(), prompt, sampling)

    @torch.inference_mode()
    def answer_greedy(self, prompts: Sequence[str], max_tokens: int) -> list[str]:
        """Greedy answers of at most `max_tokens` tokens to single questions, in one batch.

        The tokens that all prompts begin with are read once. The padding stands behind them, before the rest.
        """
        rows = [self.prompt([{"role": "user", "content": p}]) for p in prompts]
        width, shared = max(map(len, rows)), _shared(rows)
        pad = self.tokenizer.pad_token_id or 0
        ids = [r[:shared] + [pad] * (width - len(r)) + r[shared:] for r in rows]
        mask = [[1] * shared + [0] * (width - len(r)) + [1] * (len(r) - shared) for r in rows]
        out_bt = self.model.generate(
            input_ids=torch.tensor(ids, device=self.device),
            attention_mask=torch.tensor(mask, device=self.device),
            past_key_values=self._read(rows[0][:shared], len(rows)),
            max_new_tokens=max_tokens,
            do_sample=False,
            pad_token_id=pad,
            eos_token_id=sorted(self._stops()),
        )
        return [self.tokenizer.decode(row[width:], skip_special_tokens=True) for row in out_bt]

    @torch.inference_mode()
    def losses(self, examples: Sequence[Example]) -> list[int]:
        """Mean loss of each example's answer tokens, in milli-nats. Raises IntegrityError for a loss that is not finite.

        Examples of similar length share a batch, padded on the right. Attention looks back only, so padding changes no loss.
        """
        encoded = [self.encode(example) for example in examples]
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i][0]), i))
        losses = [0] * len(encoded)
        while order:
            size = max(1, _LOSS_BATCH_TOKENS // len(encoded[order[-1]][0]))
            batch, order = order[-size:], order[:-size]
            rows = [encoded[i][0] for i in batch]
            # The token before the first label is read with the rest, because its state predicts that label.
            shared = min(_shared(rows), *(_prompt_length(encoded[i][1]) - 1 for i in batch))
            hidden_btd = self._hidden(rows, shared)
            for row, i in enumerate(batch):
                losses[i] = _milli_nats(float(self._loss(hidden_btd[row], encoded[i][1][shared:]).item()))
        return losses

    def encode(self, example: Example, limit: int = LOSS_TOKENS) -> Encoded:
        """Token ids and labels of at most `limit` tokens. Only the answer is labelled; a prompt that is too long loses its front."""
        prompt = self.prompt(example.messages[:-1])
        answer = self.tokenizer.encode(example.messages[-1]["content"], add_special_tokens=False)
        answer = [*answer, self.tokenizer.eos_token_id][: limit * 3 // 4]
        prompt = prompt[-(limit - len(answer)) :]
        return prompt + answer, [_IGNORED] * len(prompt) + answer

    def encode_turns(self, example: Example, limit: int) -> Encoded | None:
        """Token ids and labels of at most `limit` tokens. Every turn of the assistant is labelled, with its end mark.

        An example that is too long loses its first turns, up to a turn of the user; system messages stay. If the last
        question and answer are still too long, the answer loses its end. Returns None if nothing of it would be left.
        """
        system = [m for m in example.messages if m["role"] == "system"]
        turns = [m for m in example.messages if m["role"] != "system"]
        starts = [0, *(i for i, m in enumerate(turns) if i and m["role"] == "user")]
        fits = bisect_left(starts, -limit, key=lambda first: -len(self._encode_turns([*system, *turns[first:]])[0]))
        ids, labels = self._encode_turns([*system, *turns[starts[min(fits, len(starts) - 1)] :]])
        ids, labels = ids[:limit], labels[:limit]
        return (ids, labels) if any(label != _IGNORED for label in labels) else None

    def _encode_turns(self, messages: Sequence[Message]) -> Encoded:
        ids: list[int] = []
        labels: list[int] = []
        text = ""
        for i, message in enumerate(messages):
            if message["role"] != "assistant" or not i:
                continue
            asked = talk_text(self.tokenizer, messages[:i])
            if not asked.startswith(text):
                # The template rewrites earlier turns, so only the turns from here on can be learnt.
                ids, labels, text = [], [], ""
            between = self.tokenizer.encode(asked[len(text) :], add_special_tokens=False)
            answer = self.tokenizer.encode(message["content"], add_special_tokens=False)
            ids += [*between, *answer, self.tokenizer.eos_token_id]
            labels += [*[_IGNORED] * len(between), *answer, self.tokenizer.eos_token_id]
            text = asked + message["content"] + self.tokenizer.eos_token
        return ids, labels

    def loss(self, encoded: Encoded) -> torch.Tensor:
        """Mean cross-entropy over the labelled tokens, in nats. The output layer runs at those positions only."""
        ids_bt = torch.tensor([encoded[0]], device=self.device)
        return self._loss(self.model.model(input_ids=ids_bt).last_hidden_state[0], encoded[1])

    def _hidden(self, rows: Sequence[list[int]], shared: int) -> torch.Tensor:
        """Hidden states of all tokens after the first `shared`, which are equal in all rows and are read once."""
        width = max(map(len, rows))
        ids_bt = torch.tensor([row[shared:] + [0] * (width - len(row)) for row in rows], device=self.device)
        past = self._read(rows[0][:shared], len(rows))
        return self.model.model(input_ids=ids_bt, past_key_values=past, use_cache=True).last_hidden_state

    def _read(self, ids: list[int], copies: int) -> Any:
        """The cache of keys and values after some tokens, repeated for `copies` sequences that continue them."""
        from transformers import DynamicCache

        cache = DynamicCache()
        if ids:
            self.model.model(input_ids=torch.tensor([ids], device=self.device), past_key_values=cache, use_cache=True)
            cache.batch_repeat_interleave(copies)
        return cache

    def _loss(self, hidden_td: torch.Tensor, labels: list[int]) -> torch.Tensor:
        places = [i for i, label in enumerate(labels) if label != _IGNORED]
        logits_tv = self.model.lm_head(hidden_td[[i - 1 for i in places]]).float()
        return torch.nn.functional.cross_entropy(
            logits_tv, torch.tensor([labels[i] for i in places], device=self.device)
        )

    @lru_cache(maxsize=1)  # noqa: B019 - a model lives as long as its process needs it
    def _stops(self) -> frozenset[int]:
        named = self.tokenizer.convert_tokens_to_ids("<|im_end|>")
        return frozenset({self.tokenizer.eos_token_id, named})


def merge(model: Any, adapter: Path) -> None:
    """Adds an adapter's low-rank deltas to the weights, in fp32. Raises MalformedInput before any weight is changed."""
    weights = {name: weight for name, weight in model.named_parameters() if may_adapt(name)}
    deltas = read_adapter_file(adapter, {name: tuple(weight.shape) for name, weight in weights.items()})
    with torch.no_grad():
        for name, delta in deltas.items():
            weights[name] += delta.delta().to(weights[name].dtype)


def _milli_nats(loss: float) -> int:
    if not isfinite(loss):
        raise IntegrityError("the model", f"has a loss of {loss}; a loss must be finite, so this model is broken")
    return round(1000 * loss)


def _shared(rows: Sequence[Sequence[int]]) -> int:
    """The number of first tokens that all rows share; each row keeps at least one token of its own."""
    least = min(map(len, rows)) - 1
    return next((i for i in range(least) if len({row[i] for row in rows}) > 1), least)


def _prompt_length(labels: Sequence[int]) -> int:
    return next(i for i, label in enumerate(labels) if label != _IGNORED)
