"""The Transformer of the encoder in torch alone: BERT (Devlin et al. 2018) with the sizes of all-MiniLM-L6-v2.

transformers' BertModel gives the same numbers, bit for bit (a test compares them), but takes much longer to import.
Legend: B windows of equal length, T tokens, D = 384 dimensions, H = 12 heads.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_PARTS = ("query", "key", "value")


class MiniLM:
    """Reads windows of tokens."""

    def __init__(self, weights: Path, device: torch.device) -> None:
        self._tensors = {name: tensor.to(device) for name, tensor in load_file(weights).items()}

    def states(self, ids_bt: Tensor) -> Tensor:
        """The last layer's states (B, T, D) of token ids (B, T)."""
        tensors = self._tensors
        words_btd = functional.embedding(ids_bt, tensors["embeddings.word_embeddings.weight"])
        typed_btd = words_btd + tensors["embeddings.token_type_embeddings.weight"][0]
        placed_btd = typed_btd + tensors["embeddings.position_embeddings.weight"][: ids_bt.shape[1]]
        states_btd = self._normal("embeddings", placed_btd)
        for number in range(_LAYERS):
            states_btd = self._layer(f"encoder.layer.{number}", states_btd)
        return states_btd

    def _layer(self, name: str, states_btd: Tensor) -> Tensor:
        query, key, value = (self._heads(f"{name}.attention.self.{part}", states_btd) for part in _PARTS)
        heard_bhtd = functional.scaled_dot_product_attention(query, key, value)
        heard_btd = self._linear(f"{name}.attention.output.dense", heard_bhtd.transpose(1, 2).reshape(states_btd.shape))
        states_btd = self._normal(f"{name}.attention.output", heard_btd + states_btd)
        inner = functional.gelu(self._linear(f"{name}.intermediate.dense", states_btd))
        return self._normal(f"{name}.output", self._linear(f"{name}.output.dense", inner) + states_btd)

    def _heads(self, name: str, states_btd: Tensor) -> Tensor:
        batch, length, _ = states_btd.shape
        return self._linear(name, states_btd).view(batch, length, _HEADS, -1).transpose(1, 2)

    def _linear(self, name: str, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"])

    def _normal(self, name: str, inputs: Tensor) -> Tensor:
        weight, bias = self._tensors[f"{name}.LayerNorm.weight"], self._tensors[f"{name}.LayerNorm.bias"]
        return functional.layer_norm(inputs, weight.shape, weight, bias, _EPSILON)
