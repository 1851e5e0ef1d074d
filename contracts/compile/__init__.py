"""Compiles every deployable contract into contracts/abi: `python -m kula.contracts.compile`.

Imports the names of the contracts and the compiler.
"""

import json
from pathlib import Path

from vyper import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

from kula.contracts import FOLDER, NAMES


def compile_contract(name: str) -> str:
    """The artifact of one contract as the text of its file."""
    bundle = FilesystemInputBundle([Path(path) for path in (FOLDER, FOLDER.parent)])
    source = bundle.load_file(FOLDER / f"{name}.vy")
    output = compile_from_file_input(source, input_bundle=bundle, output_formats=["abi", "bytecode"])
    return json.dumps({"abi": output["abi"], "bytecode": output["bytecode"]}, indent=1) + "\n"


def main() -> None:
    """Write all artifacts."""
    for name in NAMES:
        (FOLDER / "abi" / f"{name}.json").write_text(compile_contract(name))
