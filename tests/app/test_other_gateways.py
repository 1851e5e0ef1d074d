"""A page may ask the other gateways of its network, because its own may be the one that is accused. It may ask nobody else."""

from pathlib import Path

import pytest

from kula.node.gateway.api.app import build_context, create_app
from kula.node.gateway.index.roster import RosterReader
from tests.support.browser import browser_page
from tests.support.chain import TestNet
from tests.support.gateway.served import listening, served
from tests.support.gateways import gateway_settings

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
_ASK = """async (url) => {
  try { return (await (await fetch(`${url}/v1/accusations/0x${'11'.repeat(32)}`)).json()).type }
  catch (error) { return error.name }
}"""
_HAND_IN = """async (url) => {
  const headers = { 'content-type': 'application/json' }
  return (await (await fetch(`${url}/v1/accusations`, { method: 'POST', headers, body: '{}' })).json()).field
}"""


def test_page__of_any_gateway__reaches_the_others_with_a_proof_and_nobody_else(
    net: TestNet, tmp_path: Path, chromium: str
):
    folders = [tmp_path / "other", tmp_path / "own"]
    for folder in folders:
        folder.mkdir()
    with served(net, folders[0]) as other, listening(other.bent) as stranger:
        net.gateway(other.url)
        settings = gateway_settings(net, folders[1])
        context = build_context(settings)
        context.indexer.turn()
        RosterReader(context.network, context.repository.chain).turn()
        with listening(create_app(settings, context)) as own, browser_page(chromium, None, []) as page:
            page.goto(own)
            assert page.evaluate(_ASK, other.url) == "https://kula.network/problems/unknown-accusation"
            assert page.evaluate(_HAND_IN, other.url) == "gateway"
            assert page.evaluate(_ASK, stranger) == "TypeError", "the policy names the gateways with a place alone"
