"""The page of jobs runs as it is written: its blocks in Python, then in curl, then in TypeScript."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.gateway.served import Served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api" / "jobs.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"
PATHS = json.loads((ROOT / "web" / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]["paths"]
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


def _blocks(language: str, gateway: Served) -> str:
    blocks = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) > 3
    return "\n".join(blocks).replace(HERE, gateway.url)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the blocks run: curl sends what Python has signed there."""
    return tmp_path_factory.mktemp("jobs")


def test_python__every_job__runs_as_it_is_written(gateway: Served, folder: Path):
    (folder / "jobs.py").write_text(_blocks("python", gateway) + "\nprint('ids', sent.record, me.owner)\n")
    done = subprocess.run([sys.executable, "jobs.py"], cwd=folder, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-1_500:]
    assert "received" in done.stdout
    assert "send it to another gateway" in done.stdout
    (folder / "ids").write_text(done.stdout.splitlines()[-1].removeprefix("ids "))


def test_curl__every_job__is_answered(gateway: Served, folder: Path):
    record, owner = (folder / "ids").read_text().split()
    script = f"set -e\nRECORD={record}\nOWNER={owner}\n{_blocks('bash', gateway)}"
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-1_000:]
    answers = list(_objects(done.stdout))
    fields = ("addresses", "keys", "choices", "seq", "type", "state", "records")
    assert [field in answer for field, answer in zip(fields, answers, strict=True)] == [True] * len(fields)


def _objects(text: str) -> list[dict[str, object]]:
    decoder, place, values = json.JSONDecoder(), 0, []
    while place < len(text.rstrip()):
        value, place = decoder.raw_decode(text, place)
        values.append(value)
    return values


@pytest.mark.slow
@pytest.mark.parametrize("page", ["docs/api/jobs.md", "web/client/README.md"])
def test_typescript__of_each_page__has_the_clients_types(folder: Path, page: str):
    blocks = re.findall(r"^```ts\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (folder / "typed.ts").write_text("\n".join([*blocks, "export {}"]))
    web = ROOT / "web"
    paths = {name: [f"{web}/{path}" for path in places] for name, places in PATHS.items()}
    options = {"paths": paths, "types": []}
    config = {"extends": f"{web}/tsconfig.json", "compilerOptions": options, "include": ["typed.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    tsc = [str(web / "node_modules" / ".bin" / "tsc"), "--noEmit", "-p", str(folder)]
    done = subprocess.run(tsc, cwd=folder, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout[-1_500:]


@pytest.mark.slow
def test_typescript__every_job__runs_as_it_is_written(gateway: Served, folder: Path):
    (folder / "jobs.ts").write_text(_blocks("ts", gateway))
    done = subprocess.run(
        ["node", "--input-type=module", "-e", LOAD_MODULE, "--", str(ROOT / "web"), str(folder / "jobs.ts")],
        cwd=ROOT / "web",
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-1_500:]
    assert done.stdout.strip() == "received"
