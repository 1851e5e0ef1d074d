"""The training loop: trains one adapter file from a dataset's rows.

It writes a checkpoint every few steps, and continues from it after a kill. It differs from the textbook in these points:

1. Only layers from `first_layer` on are trained. LoRA (Hu et al. 2021) adapts all layers.
2. A token's loss is weighted by its record's score.
3. Pairs of answers are learnt by length-normalised DPO (Lambert et al. 2024): it compares mean losses per token. DPO
   (Rafailov et al. 2023) compares sums.
4. A run that continues from a checkpoint starts with new moments of AdamW. It gives another adapter than a full run.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from structlog import get_logger
from torch import nn

from kula.protocol.files import write_whole
from kula.scoring.models.chat_model import ChatModel, Encoded, Example
from kula.scoring.models.judgement import example_of
from kula.scoring.models.languages import is_in
from kula.trainer.config import TrainConfig
from kula.trainer.rows import content_of, dpo_rows

_PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_CHECKPOINT_STEPS = 8


class LowRank(nn.Module):
    """A frozen linear layer plus a trained low-rank delta in fp32."""

    def __init__(self, base: nn.Linear, rank: int, scale: float, generator: torch.Generator) -> None:
        super().__init__()
        self.base = base
        self.scale = scale
        down = torch.empty(rank, base.in_features).normal_(0, base.in_features**-0.5, generator=generator)
        self.lora_A = nn.Parameter(down)
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the layer's output plus the delta's, in the type of `x`."""
        delta = (x.float() @ self.lora_A.T) @ self.lora_B.T * self.scale
        return self.base(x) + delta.to(x.dtype)


@dataclass(frozen=True)
class Trained:
    """The numbers of a finished training run."""

    steps: int
    tokens: int
    examples: int
    pairs: int
    loss_first: int
    loss_last: int
    """Mean loss in milli-nats over the last eight supervised steps; `loss_first` covers the first eight."""


Progress = Callable[[int, int], None]
"""A function that gets the number of finished steps, and the number of all steps."""


def ignore_progress(_done: int, _steps: int) -> None:
    """Ignores progress."""


def train(
    model: ChatModel,
    rows: Sequence[dict[str, Any]],
    config: TrainConfig,
    folder: Path,
    progress: Progress = ignore_progress,
) -> Trained:
    """Trains an adapter on a dataset's rows and writes it to folder/adapter.safetensors.

    Calls `progress` after each step.
    """
    folder.mkdir(parents=True, exist_ok=True)
    adapters = attach(model.model, config)
    plan = _plan(model, rows, config)
    losses, start = _resume(adapters, config, folder)
    optimiser = torch.optim.AdamW([p for a in adapters.values() for p in (a.lora_A, a.lora_B)], lr=config.learning_rate)
    for step in range(start, len(plan.steps)):
        _set_rate(optimiser, step, len(plan.steps), config)
        loss = _step_loss(model, adapters, plan.steps[step], config)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for g in optimiser.param_groups for p in g["params"]], config.clip)
        optimiser.step()
        losses.append(round(1000 * loss.item()))
        progress(step + 1, len(plan.steps))
        if step % _CHECKPOINT_STEPS == _CHECKPOINT_STEPS - 1:
            _save(adapters, config, folder / "checkpoint.safetensors", losses)
    _save(adapters, config, folder / "adapter.safetensors", None)
    (folder / "checkpoint.safetensors").unlink(missing_ok=True)
    on_answers = [loss for loss, step in zip(losses, plan.steps, strict=True) if step.supervised]
    first, last = _mean(on_answers[:8]), _mean(on_answers[-8:])
    return Trained(len(plan.steps), plan.tokens, plan.examples, plan.pairs, first, last)


def attach(model: Any, config: TrainConfig) -> dict[str, LowRank]:
    """Freezes the model and adds an adapter to every projection from `first_layer` on. Returns the adapters by name."""
    model.requires_grad_(False)
    generator = torch.Generator().manual_seed(config.seed)
    adapters: dict[str, LowRank] = {}
    for number, layer in enumerate(model.model.layers):
        if number < config.first_layer:
            continue
        for part in (layer.self_attn, layer.mlp):
            for name in [n for n in _PROJECTIONS if hasattr(part, n)]:
                adapter = LowRank(getattr(part, name), config.rank, config.alpha / config.rank, generator)
                setattr(part, name, adapter.to(getattr(part, name).weight.device))
                kind = "self_attn" if part is layer.self_attn else "mlp"
                adapters[f"model.layers.{number}.{kind}.{name}"] = adapter
    return adapters


@dataclass(frozen=True)
class _Step:
    supervised: list[tuple[Encoded, float]]
    pairs: list[tuple[Encoded, Encoded]]


@dataclass(frozen=True)
class _Plan:
    steps: list[_Step]
    tokens: int
    examples: int
    pairs: int


def _plan(model: ChatModel, rows: Sequence[dict[str, Any]], config: TrainConfig) -> _Plan:
    """Plans the steps within the token budget: newest epochs first, in a seeded order, weighted by score."""
    rng = random.Random(config.seed)  # noqa: S311 - reproducible, not secret
    drawn = sorted(rng.sample(list(rows), len(rows)), key=lambda row: -row["epoch"])
    pairs = _pairs(model, drawn, config) if config.pair_percent else []
    supervised: list[tuple[Encoded, float]] = []
    used = sum(len(a[0]) + len(b[0]) for a, b in pairs)
    for row in drawn:
        example = _taught(row, config)
        encoded = _encoded(model, example, config) if example else None
        if encoded is None:
            continue
        if used + len(encoded[0]) > config.tokens:
            break
        supervised.append((encoded, row["score"] / 255))
        used += len(encoded[0])
    rng.shuffle(supervised)
    batches = [supervised[i : i + config.batch] for i in range(0, len(supervised), config.batch)]
    steps = [_Step(batch, []) for batch in batches]
    steps += [_Step([], pairs[i : i + config.batch]) for i in range(0, len(pairs), config.batch)]
    return _Plan(steps, used, len(supervised), len(pairs))


def _taught(row: dict[str, Any], config: TrainConfig) -> Example | None:
    """What a row teaches. None for a low rating, and for a row in another language than the base's."""
    example = example_of(content_of(row))
    if not example or not config.languages:
        return example
    asked, answered = (
        "\n".join(m["content"] for m in example.messages if (m["role"] == "assistant") is by_assistant)
        for by_assistant in (False, True)
    )
    texts = (asked, answered, f"{asked}\n{answered}")
    return example if all(is_in(text, config.languages) for text in texts) else None


def _encoded(model: ChatModel, example: Example, config: TrainConfig) -> Encoded | None:
    return model.encode_turns(example, config.limit) if config.every_turn else model.encode(example, config.limit)


def _pairs(model: ChatModel, rows: Sequence[dict[str, Any]], config: TrainConfig) -> list[tuple[Encoded, Encoded]]:
    examples: list[tuple[Example, Example]] = []
    for row in rows:
        taught = _taught(row, config)
        for pair in dpo_rows(content_of(row)) if taught else []:
            good, bad = (Example((*pair["prompt"], *pair[side])) for side in ("chosen", "rejected"))
            examples.append((good, bad))
    if len(examples) < config.least_pairs:
        return []
    encoded: list[tuple[Encoded, Encoded]] = []
    used = 0
    for good, bad in examples:
        pair = (model.encode(good, config.limit), model.encode(bad, config.limit))
        used += len(pair[0][0]) + len(pair[1][0])
        if used > config.tokens * config.pair_percent // 100:
            break
        encoded.append(pair)
    return encoded


def _step_loss(model: ChatModel, adapters: dict[str, LowRank], step: _Step, config: TrainConfig) -> torch.Tensor:
    if step.supervised:
        weights = [w * (_learnt(encoded) if config.by_token else 1) for encoded, w in step.supervised]
        losses = [w * model.loss(encoded) for w, (encoded, _) in zip(weights, step.supervised, strict=True)]
        return torch.stack(losses).sum() / sum(weights)
    losses = [_dpo(model, adapters, good, bad, config.beta) for good, bad in step.pairs]
    return torch.stack(losses).mean()


def _dpo(model: ChatModel, adapters: dict[str, LowRank], good: Encoded, bad: Encoded, beta: float) -> torch.Tensor:
    """Returns the loss of one pair. The reference is the model without adapters."""
    margin = model.loss(bad) - model.loss(good)
    scales = {name: adapter.scale for name, adapter in adapters.items()}
    for adapter in adapters.values():
        adapter.scale = 0.0
    with torch.no_grad():
        reference = model.loss(bad) - model.loss(good)
    for name, adapter in adapters.items():
        adapter.scale = scales[name]
    return -nn.functional.logsigmoid(beta * (margin - reference))


def _learnt(encoded: Encoded) -> int:
    return sum(label >= 0 for label in encoded[1])


def _set_rate(optimiser: torch.optim.Optimizer, step: int, steps: int, config: TrainConfig) -> None:
    warm = min(1.0, (step + 1) / config.warm_up)
    for group in optimiser.param_groups:
        group["lr"] = config.learning_rate * warm * (1 - step / steps)


def _save(adapters: dict[str, LowRank], config: TrainConfig, path: Path, losses: list[int] | None) -> None:
    tensors: dict[str, torch.Tensor] = {"kula.scale": torch.tensor(config.alpha / config.rank)}
    for name, adapter in adapters.items():
        tensors[f"{name}.lora_A.weight"] = adapter.lora_A.detach().cpu().contiguous()
        tensors[f"{name}.lora_B.weight"] = adapter.lora_B.detach().cpu().contiguous()
    if losses is not None:
        tensors["kula.losses"] = torch.tensor(losses)
    write_whole(path, save(tensors, None if losses is None else {"config": repr(config)}))


def _resume(adapters: dict[str, LowRank], config: TrainConfig, folder: Path) -> tuple[list[int], int]:
    """Loads the checkpoint of a killed run with the same config. Returns its losses and its number of steps.

    The checkpoint does not hold the optimiser's moments.
    """
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return [], 0
    try:
        with safe_open(path, "pt") as file:  # type: ignore[no-untyped-call]
            if (file.metadata() or {}).get("config") != repr(config):
                return [], 0
        tensors = load_file(path)
        losses = [int(x) for x in tensors["kula.losses"].tolist()]
        kept = {name: (tensors[f"{name}.lora_A.weight"], tensors[f"{name}.lora_B.weight"]) for name in adapters}
    except (SafetensorError, KeyError, OSError) as error:
        # A spoiled checkpoint costs its steps, and not the run.
        get_logger("trainer").warning("checkpoint", problem=str(error))
        return [], 0
    for name, (down, up) in kept.items():
        adapters[name].lora_A.data.copy_(down)
        adapters[name].lora_B.data.copy_(up)
    return losses, len(losses)


def _mean(values: Sequence[int]) -> int:
    return sum(values) // len(values) if values else 0
