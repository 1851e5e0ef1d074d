"""What `npm pack` makes of web/client: a package without React, with which another page does a job under Node."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.gateway.served import Served

pytestmark = pytest.mark.slow
WEB = Path(__file__).parents[2] / "web"
CLIENT = WEB / "client"
_IMPORTED = re.compile(r"""(?:^(?:import|export)\s(?:[\w*\s{},]+\sfrom\s)?|\bimport\()['"]([^'"]+)['"]""", re.MULTILINE)
JOB = """
import { createClient, get, listRecords, rating, streamChat } from '@kula/client'
import { generatePrivateKey, prepareGrant, privateKeyToAccount, sendGrant, sendRecord, signRecord } from '@kula/client/signing'

const client = createClient(process.argv[2])
const network = await get(client, '/v1/network')
const [owner, session] = [0, 1].map(() => privateKeyToAccount(generatePrivateKey()))
const options = { owner: owner.address, key: session.address, licence: "CC0-1.0" }
const typed = prepareGrant(network, options)
const kept = await sendGrant(client, typed.message, await owner.signTypedData(typed))
const messages = [{ role: 'user', content: 'How do I boil an egg?' }]
const { text, answer } = await streamChat(client, { messages, key: session.address, network, maxTokens: 2 })
const content = rating([...messages, { role: 'assistant', content: text, answer }], 1, [])
const signing = { owner: owner.address, account: session, grant: kept.grant, licence: 'CC0-1.0', now: network.now, content }
const receipt = await sendRecord(client, network, await signRecord(network, signing))
const page = await listRecords(client, owner.address, '', network)
console.log(JSON.stringify({ text, same: page.records[0].record === receipt.record, state: page.records[0].state }))
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another page that has the package and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(CLIENT, source := folder / "web" / "client", ignore=shutil.ignore_patterns("dist", "node_modules"))
    for name in ("tsconfig.json", "package.json"):
        shutil.copy(WEB / name, folder / "web" / name)
    (folder / "web" / "node_modules").symlink_to(WEB / "node_modules")
    path = {"PATH": f"{WEB / 'node_modules' / '.bin'}:{_path()}", "HOME": str(folder)}
    pack = ["npm", "pack", "--offline", "--pack-destination", folder]
    subprocess.run(pack, cwd=source, env=path, check=True, capture_output=True, timeout=300)
    [packed] = folder.glob("*.tgz")
    shutil.unpack_archive(packed, folder / "unpacked", "gztar", filter="data")
    package = folder / "node_modules" / "@kula" / "client"
    shutil.copytree(folder / "unpacked" / "package", package)
    described = json.loads((package / "package.json").read_text())
    for name in described["dependencies"]:
        (folder / "node_modules" / name).symlink_to((WEB / "node_modules" / name).resolve())
    return folder


def test_package__its_files__import_what_it_declares_and_no_react(page: Path):
    package = page / "node_modules" / "@kula" / "client"
    described = json.loads((package / "package.json").read_text())
    scripts = list((package / "dist").rglob("*.js"))
    assert (package / "dist" / "index.d.ts").exists()
    words = [_IMPORTED.findall(script.read_text()) for script in scripts]
    foreign = {name for names in words for name in names if not name.startswith(".")}
    assert {name.split("/")[0] for name in foreign} == set(described["dependencies"]) == {"eventsource-parser", "viem"}
    assert not list((package / "dist").rglob("*.test.*"))


def test_package__another_page__chats_rates_and_lists_what_it_sent(page: Path, gateway: Served):
    (page / "job.mjs").write_text(JOB)
    done = subprocess.run(
        ["node", "job.mjs", gateway.url], cwd=page, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert json.loads(done.stdout) == {"text": "1 2 ", "same": True, "state": "received"}


def _path() -> str:
    return str(Path(shutil.which("node") or "node").parent) + ":/usr/bin:/bin"
