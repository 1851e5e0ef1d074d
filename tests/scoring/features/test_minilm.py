"""The encoder's Transformer and tokenizer give what transformers gives, bit for bit and token for token."""

import pytest
import torch

from kula.node.demo.stream import read_stream
from kula.scoring.features.encoder import WINDOW_TOKENS, Encoder
from kula.scoring.features.encoder_files import model_folder
from kula.scoring.features.minilm import MiniLM
from kula.scoring.features.text import whole_text

TEXTS = [whole_text(arrival.content) for arrival in read_stream(None).arrivals]


@pytest.mark.slow
def test_states__windows_of_all_lengths__the_bits_of_transformers():
    from transformers import AutoModel

    theirs = AutoModel.from_pretrained(model_folder(), dtype=torch.float32, attn_implementation="sdpa").eval()
    ours, encoder = MiniLM(model_folder() / "model.safetensors", torch.device("cpu")), Encoder("cpu")
    windows = [window for text in TEXTS for window in encoder.windows(text, 1)]
    windows.append([(windows[0] * 10)[i] for i in range(WINDOW_TOKENS)])
    with torch.inference_mode():
        for window in windows:
            ids_bt = torch.tensor([window, window[::-1]])
            assert torch.equal(ours.states(ids_bt), theirs(input_ids=ids_bt, attention_mask=None).last_hidden_state)


@pytest.mark.slow
def test_windows__texts_of_two_scripts__the_tokens_of_transformers():
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(model_folder())
    encoder = Encoder("cpu")
    for text in [*TEXTS, "[CLS] a [MASK] [SEP]", "", "\u200b\u0000\u00e9 \u00c9"]:
        ids = theirs.encode(text, add_special_tokens=False, truncation=False, verbose=False)
        expected = [theirs.cls_token_id, *ids[: WINDOW_TOKENS - 2], theirs.sep_token_id]
        assert encoder.windows(text, 1) == [expected]
