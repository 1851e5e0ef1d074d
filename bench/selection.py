"""Whether paid records teach: one small model is trained on records that five ways choose from the same pool.

The pool holds honest records and as many attacks, scored as one epoch. A model that has learnt from clean prose goes on with
the records of one way. Four ways get equally many tokens:
- paid: every record that scores above the floor
- random: records drawn from the pool
- longest: the longest records
- oracle: honest records only, which nobody could know without labels
The fifth way, all, gets the whole pool. The loss is measured on honest records outside the pool. Each seed takes another half
of the pool, another start and another order. At this size the bench shows which way is better, not by how much.

Legend: B sequences of T tokens, D dimensions, V words of the vocabulary.
"""

import random
from collections.abc import Iterator, Sequence
from statistics import mean

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional

from kula.bench.figures import Figures
from kula.bench.records import attacks, contents, prose, texts
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import KINDS
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.features.text import Content, whole_text
from kula.scoring.scorer import Scorer

_SEEDS = 5
_HONEST = 400
_HELD_OUT = 200
_WORDS, _WIDTH, _LAYERS, _HEADS, _LENGTH, _BATCH = 2_048, 96, 3, 4, 64, 16
_BASE_STEPS, _STEPS, _EVERY = 300, 120, 10
_RATE = 2e-3
Tokens = list[int]


def run() -> Figures:
    """Paid's share of the oracle's gain over random, its wins over all other ways, its share of tokens to reach random's loss."""
    torch.set_num_threads(1)
    pool = _pool()
    known = {text for text, _, _ in pool}
    words = _tokenizer(sorted(known))
    held = [words.encode(text).ids for _, text in texts(2, _HELD_OUT // len(KINDS)) if text not in known]
    base_text = [words.encode(text).ids for text in prose(1, 1_500)]
    ran = [_seed(seed, pool, words, base_text, held) for seed in range(_SEEDS)]
    last = {name: [curves[name][-1] for curves in ran] for name in ran[0]}
    gain = [r - p for r, p in zip(last["random"], last["paid"], strict=True)]
    best = [r - o for r, o in zip(last["random"], last["oracle"], strict=True)]
    others = ("random", "longest", "all")
    wins = sum(all(last["paid"][i] < last[name][i] for name in others) for i in range(_SEEDS))
    reached = [next((i for i, loss in enumerate(c["paid"]) if loss <= c["random"][-1]), _STEPS // _EVERY) for c in ran]
    figures = {"oracle_share": sum(gain) / sum(best), "wins": wins, "tokens_to_random": mean(reached) * _EVERY / _STEPS}
    beside = {f"loss_{name}": mean(losses) for name, losses in last.items()}
    return Figures(*({k: round(v, 4) for k, v in numbers.items()} for numbers in (figures, beside)))


def _pool() -> list[tuple[str, int, bool]]:
    """Text, score, and whether the record is honest."""
    honest = contents(1, _HONEST // len(KINDS))
    labelled: list[tuple[Content, bool]] = [*((c, True) for c in honest), *((c, False) for c in attacks(1, _HONEST))]
    random.Random(1).shuffle(labelled)
    records = [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=content, imported=False)
        for i, (content, _) in enumerate(labelled)
    ]
    scores = score_epoch(Scorer.load(device="cpu"), DuplicateIndex(), records, Parameters()).scores
    return [(whole_text(c), score, sound) for (c, sound), score in zip(labelled, scores, strict=True)]


def _tokenizer(texts: Sequence[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=_WORDS, initial_alphabet=alphabet, show_progress=False)
    )
    return tokenizer


def _seed(
    seed: int, pool: Sequence[tuple[str, int, bool]], words: Tokenizer, base: Sequence[Tokens], held: Sequence[Tokens]
) -> dict[str, list[float]]:
    """The held-out losses of each way, one per _EVERY steps of training."""
    rng = random.Random(seed)
    half = [(words.encode(text).ids, score, sound) for text, score, sound in rng.sample(list(pool), len(pool) // 2)]
    paid = [one for one in half if one[1] > Parameters().floor]
    room = sum(len(ids) for ids, _, _ in paid)
    ways = {
        "paid": paid,
        "random": half,
        "longest": sorted(half, key=lambda one: -len(one[0])),
        "oracle": [one for one in half if one[2]],
    }
    chosen = {name: _within([ids for ids, _, _ in way], room) for name, way in ways.items()}
    chosen["all"] = [ids for ids, _, _ in half]
    torch.manual_seed(seed)
    start = _Model()
    _train(start, base, held, seed, _BASE_STEPS)
    losses: dict[str, list[float]] = {}
    for name, some in chosen.items():
        model = _Model()
        model.load_state_dict(start.state_dict())
        losses[name] = _train(model, some, held, seed, _STEPS)
    return losses


def _within(texts: Sequence[Tokens], room: int) -> list[Tokens]:
    taken: list[Tokens] = []
    for ids in texts:
        if room <= 0:
            break
        taken.append(ids[:room])
        room -= len(ids)
    return taken


class _Model(nn.Module):
    """A decoder of 0.6 M parameters."""

    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(_WIDTH, _HEADS, 4 * _WIDTH, 0.0, "gelu", batch_first=True, norm_first=True)
        self.words = nn.Embedding(_WORDS, _WIDTH)
        self.places = nn.Embedding(_LENGTH, _WIDTH)
        self.layers = nn.TransformerEncoder(layer, _LAYERS, nn.LayerNorm(_WIDTH), enable_nested_tensor=False)

    def forward(self, ids_bt: Tensor) -> Tensor:
        """Loss of every token but the first, given those before it."""
        inputs, targets = ids_bt[:, :-1], ids_bt[:, 1:]
        length = inputs.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        states_btd = self.layers(self.words(inputs) + self.places.weight[:length], mask=mask, is_causal=True)
        logits_btv = states_btd @ self.words.weight.T
        return functional.cross_entropy(logits_btv.flatten(0, 1), targets.flatten())


def _train(model: _Model, texts: Sequence[Tokens], held: Sequence[Tokens], seed: int, steps: int) -> list[float]:
    batches = _batches(texts, random.Random(seed))
    tests = list(_rows(held))[:256]
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    losses = [_loss(model, tests)]
    for step in range(1, steps + 1):
        optimiser.param_groups[0]["lr"] = _RATE * min(1.0, 2.0 * (1 - step / (steps + 1)))
        optimiser.zero_grad()
        model(next(batches)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step % _EVERY == 0 and steps == _STEPS:
            losses.append(_loss(model, tests))
    return losses


@torch.inference_mode()
def _loss(model: _Model, rows: Sequence[Tokens]) -> float:
    return mean(float(model(torch.tensor(rows[i : i + 64]))) for i in range(0, len(rows), 64))


def _rows(texts: Sequence[Tokens]) -> Iterator[Tokens]:
    joined = [token for ids in texts for token in ids]
    for start in range(0, len(joined) - _LENGTH, _LENGTH):
        yield joined[start : start + _LENGTH + 1]


def _batches(texts: Sequence[Tokens], rng: random.Random) -> Iterator[Tensor]:
    rows = list(_rows(texts))
    while True:
        yield torch.tensor(rng.choices(rows, k=_BATCH))
