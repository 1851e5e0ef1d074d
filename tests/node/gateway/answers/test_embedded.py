"""The served model follows the chain without a restart, and what cannot be loaded never replaces what can."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from safetensors.torch import save

from kula.node.gateway.answers.chat import Chat, Making
from kula.node.gateway.answers.embedded import Embedded
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32, link
from kula.scoring.models import generation
from kula.scoring.models.base import base_manifest
from kula.scoring.models.generation import Sampling

pytestmark = pytest.mark.slow


@dataclass
class Registry:
    """What the chain says: which model is served, and each model's manifest."""

    manifests: list[str]
    now: int = 1
    models: dict[int, Any] = field(default_factory=dict)

    def served(self) -> int:
        return self.now

    def model(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(manifest=cid_to_bytes32(self.manifests[number - 1]), parent=number - 1)


def _adapter(scale: float) -> bytes:
    name = "model.layers.29.mlp.down_proj"
    down, up = torch.ones(2, 1_536), torch.ones(576, 2)
    return save({"kula.scale": torch.tensor(scale), f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up})


def _child(store: BlockDirectory, parent: str, adapter: bytes) -> str:
    node = {"v": 1, "parent": link(parent), "base": None, "adapter": link(store.add_file(adapter)), "datasets": []}
    return store.put_node(node)


def _embedded(registry: Registry, store: BlockDirectory, folder: Path) -> Embedded:
    return Embedded(cast(Network, SimpleNamespace(registry=registry)), store, folder, "cpu", prompt_tokens=400)


def _chat(text: str = "Say a word.", most: int = 6, stop: tuple[str, ...] = ()) -> Chat:
    return Chat(messages=[{"role": "user", "content": text}], sampling=Sampling(most_tokens=most, seed=1), stop=stop)


async def _text(making: Making) -> str:
    return "".join([piece async for piece in making.pieces()])


def test_embedded__another_model_is_adopted__answers_with_it_and_lets_the_old_one_finish(
    store: BlockDirectory, tmp_path: Path
):
    base = store.put_node(base_manifest())
    good = _child(store, base, _adapter(0.01))
    torn = _child(store, base, _adapter(0.02))
    path = next((tmp_path / "blocks").rglob(str(store.get_node(torn)["adapter"])))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    registry = Registry([base, good, torn])
    embedded = _embedded(registry, store, tmp_path / "models")

    async def scene():
        with pytest.raises(Unavailable, match="still loading"):
            await embedded.accept(_chat())
        embedded.refresh()
        old = await embedded.accept(_chat())
        pieces = old.pieces()
        first = [await anext(pieces), await anext(pieces)]
        registry.now = 2
        embedded.refresh()
        new = await embedded.accept(_chat())
        assert (old.manifest, new.manifest) == (cid_to_bytes32(base), cid_to_bytes32(good))
        assert "".join([*first, *[piece async for piece in pieces]]), "a chat ends with the model that began it"
        assert await _text(new)

    asyncio.run(scene())
    registry.now = 3
    with pytest.raises(KulaError):
        embedded.refresh()
    assert embedded.served.number == 2, "a model whose bytes are wrong is never served"


def test_embedded__parent_of_the_adopted_model__is_loaded_once_it_is_wanted_and_answers(
    store: BlockDirectory, tmp_path: Path
):
    base = store.put_node(base_manifest())
    child = _child(store, base, _adapter(0.01))
    registry = Registry([base, child], now=2)
    embedded = _embedded(registry, store, tmp_path / "models")

    async def scene():
        embedded.refresh()
        assert await embedded.parent() is None, "nobody wanted it before"
        embedded.refresh()
        assert await embedded.parent() == cid_to_bytes32(base)
        of_parent = await embedded.accept(replace(_chat(), of_parent=True))
        assert (of_parent.manifest, (await embedded.accept(_chat())).manifest) == (
            cid_to_bytes32(base),
            cid_to_bytes32(child),
        )
        assert await _text(of_parent)
        registry.now = 1
        embedded.refresh()
        assert await embedded.parent() is None, "a base has no parent"

    asyncio.run(scene())


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    folder = tmp_path_factory.mktemp("embedded")
    store = BlockDirectory(folder / "blocks")
    embedded = _embedded(Registry([store.put_node(base_manifest())]), store, folder / "models")
    embedded.refresh()
    return embedded


def test_embedded__ends__says_why_and_counts_tokens(embedded: Embedded):
    async def scene():
        cut = await embedded.accept(_chat("Tell me a long story about a whale.", most=7))
        assert await _text(cut)
        assert (cut.ending, cut.tokens) == ("length", 7)
        done = await embedded.accept(_chat("Answer with one word: what is the capital of France?", most=60))
        whole = await _text(done)
        assert done.ending == "stop"
        assert done.tokens < 60
        assert done.prompt_tokens == len(embedded.served.model.prompt(done.chat.messages))
        word = whole.split()[1]
        stopped = await embedded.accept(_chat(done.chat.messages[0]["content"], most=60, stop=(word,)))
        assert (await _text(stopped), stopped.ending) == (whole[: whole.index(word)], "stop")

    asyncio.run(scene())


def test_embedded__a_talk_too_long__is_refused_before_it_waits(embedded: Embedded):
    with pytest.raises(Problem) as problem:
        asyncio.run(embedded.accept(_chat("word " * 500)))
    assert problem.value.slug == "too-long"


def test_embedded__prompt_read_in_parts__answers_as_if_read_at_once(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
):
    asked = "Here are words: " + "apple pear plum " * 40 + ". Which comes first?"
    at_once = asyncio.run(_answered(embedded, asked))
    monkeypatch.setattr(generation, "READ_TOKENS", 50)
    assert asyncio.run(_answered(embedded, asked)) == at_once


async def _answered(embedded: Embedded, asked: str) -> str:
    return await _text(await embedded.accept(_chat(asked, most=12)))


def test_embedded__nobody_reads__no_token_is_made(embedded: Embedded):
    async def scene():
        answers = Answers(embedded, parallel=2, seconds=60)
        one = await answers.start(_chat("Tell me a long story about a whale.", most=300), Asker("a"))
        async with aclosing(one.follow()) as items:
            async for _ in items:
                if len(one.pieces) >= 5:
                    break
        other = await answers.start(_chat(most=12), Asker("b"))
        async with aclosing(other.follow()) as items:
            assert len([item async for item in items]) > 6
        assert one.making.tokens <= 6, "but the one that was being made"

    asyncio.run(scene())


def test_embedded__two_chats__stream_at_once(embedded: Embedded):
    async def scene():
        answers = Answers(embedded, parallel=2, seconds=120)
        both = [await answers.start(_chat("Tell me a long story.", most=24), Asker(name)) for name in "ab"]
        order: list[int] = []

        async def follow(place: int) -> None:
            async with aclosing(both[place].follow()) as items:
                async for item in items:
                    if isinstance(item, str):
                        order.append(place)

        await asyncio.gather(follow(0), follow(1))
        return order

    order = asyncio.run(scene())
    first_end = min(len(order) - 1 - order[::-1].index(place) for place in (0, 1))
    assert {0, 1} == set(order[:first_end])
    assert min(order[: first_end + 1].count(place) for place in (0, 1)) >= 5, order
