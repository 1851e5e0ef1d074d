"""The pages of the API run as they are written: Python first, then curl with what Python signed, then TypeScript."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

import kula
from kula.node.gateway.problems import ProblemDocument
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key, save_keystore
from kula.protocol.types import Address
from tests.support.gateway.served import Served

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
API = DOCS / "api"
JOBS = [API / name for name in re.findall(r"\]\((jobs/\w+\.md)\)", (API / "jobs.md").read_text(encoding="utf-8"))]
PAGES = [*JOBS, DOCS / "api.md", API / "jobs.md", *(API / f"{name}.md" for name in ("limits", "opinions", "records"))]
"""All pages, in the order in which their blocks run."""
RUN = {"python", "bash", "ts"}
PATHS = json.loads((ROOT / "web" / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]["paths"]
PASSWORD = "password"
LOAD_MODULE = """
const { createServer } = await import('vite')
const client = process.argv[1] + '/client/src/'
const alias = { '@kula/client/signing': client + 'signing.ts', '@kula/client': client + 'index.ts' }
const server = await createServer({
  configFile: false, root: process.argv[1], appType: 'custom', logLevel: 'error', resolve: { alias },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
})
await server.ssrLoadModule(process.argv[2])
await server.close()
process.exit(0)
"""
_FENCE = re.compile(r"^```(\S*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_WITHOUT_CURL = {"keys", "promises", "endings"}
"""Pages whose requests are signed, most of them."""


def _blocks(language: str, gateway: Served | None = None) -> str:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    text = "\n".join(block for page in texts for fence, block in _FENCE.findall(page) if fence == language)
    if not gateway:
        return text
    for there in ("http://127.0.0.1:8000", "https://another.example"):
        text = text.replace(there, gateway.url)
    return text.replace("https://rpc.example", gateway.net.anvil.url)


@pytest.fixture(scope="module")
def owner(running: Served) -> LocalAccount:
    """An owner with coin, so that it can send some."""
    account = new_key()
    running.net.bank.send(running.net.network.token.transfer(Address(account.address), 100 * TOKEN))
    return account


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, running: Served, owner: LocalAccount) -> Path:
    """Where the blocks run: curl sends what Python has signed there."""
    folder = tmp_path_factory.mktemp("jobs")
    save_keystore(folder / "key.json", owner, PASSWORD, rounds=1_000)
    shutil.copy(running.net.folder / "addresses.json", folder)
    running.happen({"change": "epoch", "epoch": 1, "phase": "open"})
    return folder


def _run(gateway: Served, folder: Path, *words: str, cwd: Path | None = None) -> str:
    fields = ("rpc", "addresses", "ipfs", "keystore", "data")
    settings = {f"KULA_{name.upper()}": str(getattr(gateway.settings, name)) for name in fields}
    env = {
        **os.environ,
        **settings,
        "KULA_PASSWORD": PASSWORD,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(words, cwd=cwd or folder, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2_000:] + done.stdout[-500:]
    return done.stdout


def test_pages__of_the_api__are_all_in_the_list_and_each_language_is_run_or_read():
    assert set(PAGES) == {DOCS / "api.md", *API.rglob("*.md")}
    for page in PAGES:
        fences = {fence for fence, _ in _FENCE.findall(page.read_text(encoding="utf-8"))}
        assert fences <= RUN | {"json"}, f"{page.name} has a block that no test runs"
        if page in JOBS:
            assert fences >= RUN - ({"bash"} if page.stem in _WITHOUT_CURL else set()), page.name


def test_jobs__each_call_that_the_table_names__stands_in_a_block_or_is_a_method():
    rows = re.findall(r"^\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$", (API / "jobs.md").read_text("utf-8"), re.MULTILINE)
    calls = [(name, column) for row in rows[2:] for column in (2, 3) for name in re.findall(r"`(\w+)`", row[column])]
    assert len(calls) > 40
    typescript = _blocks("ts")
    for name, column in calls:
        if column == 2:
            assert hasattr(kula.Contributor, name), name
        elif name not in ("streamChat", "prepareAccusation"):
            assert re.search(rf"\b{name}\(", typescript), name


def test_json__of_each_page__has_the_form_that_it_shows():
    values = [json.loads(line) for line in _blocks("json").splitlines() if line.startswith('{"')]
    assert {"offer", "piece", "change"} <= {name for value in values for name in value}
    [problem] = [json.loads(text) for text in re.findall(r"^\{\n.*?^\}", _blocks("json"), re.DOTALL | re.MULTILINE)]
    ProblemDocument.model_validate(problem)


def test_python__every_block__runs_as_it_is_written(gateway: Served, folder: Path):
    script = _blocks("python", gateway).replace("kula.Key.new()", f'kula.Key.load("key.json", "{PASSWORD}")', 1)
    (folder / "jobs.py").write_text(f"{script}\nprint('ids', sent.record, me.owner, me.key)\n")
    printed = _run(gateway, folder, sys.executable, "jobs.py")
    for word in ("unknown-record", "received", "send it to another gateway", "refused", "record"):
        assert word in printed, word
    (folder / "ids").write_text(printed.splitlines()[-1].removeprefix("ids "))


def test_curl__every_block__is_answered(gateway: Served, folder: Path):
    record, owner, key = (folder / "ids").read_text().split()
    script = f"set -e\nRECORD={record}\nOWNER={owner}\nKEY={key}\n{_blocks('bash', gateway)}"
    printed = _run(gateway, folder, "bash", "-c", script)
    for word in ('"addresses"', '"choices"', "[DONE]", '"seq"', '"offer"', '"tasks"', '"earned"', "event: ", '"steps"'):
        assert word in printed, word
    assert printed.count(f"{record}: ") == 2, "the operator's two commands"


@pytest.mark.slow
@pytest.mark.parametrize("page", ["docs/api", "web/client/README.md"])
def test_typescript__of_each_page__has_the_clients_types(folder: Path, page: str):
    text = (
        _blocks("ts")
        if page == "docs/api"
        else "\n".join(
            block for fence, block in _FENCE.findall((ROOT / page).read_text(encoding="utf-8")) if fence == "ts"
        )
    )
    (folder / "typed.ts").write_text(f"{text}\nexport {{}}\n")
    web = ROOT / "web"
    paths = {name: [f"{web}/{path}" for path in places] for name, places in PATHS.items()}
    options = {"paths": paths, "types": []}
    config = {"extends": f"{web}/tsconfig.json", "compilerOptions": options, "include": ["typed.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    tsc = [str(web / "node_modules" / ".bin" / "tsc"), "--noEmit", "-p", str(folder)]
    done = subprocess.run(tsc, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-1_500:]


@pytest.mark.slow
def test_typescript__every_block__runs_as_it_is_written(gateway: Served, folder: Path):
    rich = Account.create()
    gateway.net.bank.send(gateway.net.network.token.transfer(Address(rich.address), 100 * TOKEN))
    script = _blocks("ts", gateway).replace("generatePrivateKey()", f"'0x{bytes(rich.key).hex()}'", 1)
    (folder / "jobs.ts").write_text(script)
    words = ["node", "--input-type=module", "-e", LOAD_MODULE, "--", str(ROOT / "web"), str(folder / "jobs.ts")]
    printed = _run(gateway, folder, *words, cwd=ROOT / "web").split()
    assert printed[:2] == ["unknown-record", "received"]
    assert printed[-1] == "true"
