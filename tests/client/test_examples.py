"""The examples run as they are, against a gateway; the integrations are called as their programs call them."""

import asyncio
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from eth_account import Account

import kula
from tests.support.gateway.served import Served

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
RECORDED = Path(__file__).parent / "recorded"
LANGCHAIN = json.loads((RECORDED / "langchain.json").read_text())
OPENWEBUI = json.loads((RECORDED / "openwebui.json").read_text())


def _run(name: str, *words: str, typed: str = "") -> str:
    done = subprocess.run(
        [sys.executable, EXAMPLES / name, *words], cwd=ROOT, input=typed, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-1_500:]
    return done.stdout


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name.replace("/", "_").removesuffix(".py"), EXAMPLES / name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rate__asks_rates_and_says_where_the_record_stands(gateway: Served):
    printed = _run("rate.py", gateway.url, "How do I boil an egg?")
    assert printed.startswith("1 2 3 ")
    assert "it is received" in printed


def test_compare__each_question__is_one_record(gateway: Served):
    lines = _run("compare.py", gateway.url, "How do I boil an egg?", "Name three herbs.").splitlines()
    assert [re.sub(" (a|b|tie)$", "", line.split(", ")[0]) for line in lines] == [
        "How do I boil an egg?",
        "Name three herbs.",
    ]


def test_consent__wallet_signs_once__the_second_run_asks_nothing(
    gateway: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    wallet, kept = Account.create(), tmp_path / "kept.json"
    example = _load("consent.py")

    def sign(_: str) -> str:
        document = json.loads(capsys.readouterr().out)
        return "0x" + bytes(wallet.sign_typed_data(full_message=document).signature).hex()

    monkeypatch.setattr("builtins.input", sign)
    example.main(gateway.url, wallet.address, str(kept))
    assert f"paid to {wallet.address}" in capsys.readouterr().out
    assert bytes(wallet.key).hex() not in kept.read_text()
    monkeypatch.undo()
    assert "taken back: number" in _run("consent.py", gateway.url, wallet.address, str(kept))


@pytest.mark.parametrize("request_", OPENWEBUI, ids=[one["name"] for one in OPENWEBUI])
def test_openwebui__what_it_asks_of_a_backend__is_answered(gateway: Served, request_: dict[str, Any]):
    path, headers = f"{gateway.url}{request_['path']}", request_["headers"]
    answer = httpx.request(request_["method"], path, headers=headers, json=request_.get("body"), timeout=60)
    assert answer.status_code == 200, answer.text
    if request_["method"] == "GET":
        assert answer.json()["data"][0]["id"] == "kula"
    elif request_["body"]["stream"]:
        assert '"content":"3 "' in answer.text
        assert answer.text.endswith("data: [DONE]\n\n")
    else:
        assert answer.json()["choices"][0]["message"]["content"].startswith("1 2 3 ")
    assert answer.headers.get("kula-unused") == ("tools" if request_["name"] == "talk" else None)


class Page:
    """Open WebUI's page, as an action sees it."""

    def __init__(self, confirms: bool) -> None:
        self._confirms = confirms
        self.notices: list[str] = []

    async def call(self, event: dict[str, Any]) -> bool:
        """Answers a dialog."""
        assert event["type"] == "confirmation"
        return self._confirms

    async def emit(self, event: dict[str, Any]) -> None:
        """Shows a notice."""
        self.notices.append(event["data"]["content"])


@pytest.fixture
def action(gateway: Served) -> Iterator[Any]:
    one = _load("openwebui/kula_thumbs.py").Action()
    one.valves = one.Valves(gateway=gateway.url)
    return one


def _press(action: Any, page: Page, key: kula.Key, button: str, contribute: bool = True, before: str = "") -> None:
    body = json.loads((RECORDED / "openwebui_action.json").read_text())["body"]
    body["messages"][1]["content"] = before + body["messages"][1]["content"]
    valves = action.UserValves(contribute=contribute, owner=f"0x{key.key.hex()}")
    person = {"id": "7", "name": "Aline", "role": "user", "valves": valves}
    asyncio.run(action.action(body, person, page.call, page.emit, button))


@pytest.mark.parametrize(("button", "value"), [("good", 1), ("bad", -1)])
def test_openwebui_action__thumb_of_a_consenting_person__is_a_rating_of_that_message(
    gateway: Served, action: Any, button: str, value: int
):
    key, page = kula.Key.new(), Page(confirms=True)
    action_sent: list[dict[str, Any]] = []
    signed = kula.AsyncContributor.signed

    async def keep(self: kula.AsyncContributor, content: dict[str, Any], *more: Any) -> dict[str, Any]:
        action_sent.append(content)
        return await signed(self, content, *more)

    folded = '<details type="reasoning" done="true" duration="3">\n<summary>Thought</summary>\n> Hm.\n</details>\n'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kula.AsyncContributor, "signed", keep)
        _press(action, page, key, button, before=folded)
    [content] = action_sent
    assert content["messages"][1]["content"].startswith("1 2 3 "), "thoughts are not sent"
    assert (content["kind"], content["rating"]) == ("rating", value)
    assert [message["role"] for message in content["messages"]] == ["user", "assistant"] * 2
    assert {message.get("written_by") for message in content["messages"][1::2]} == {"kula"}
    assert page.notices[0].endswith(f"it pays {key.address}.")
    account = httpx.get(f"{gateway.url}/v1/accounts/{key.address}/records", timeout=30).json()
    assert [record["kind"] for record in account["records"]] == ["rating"]


@pytest.mark.parametrize(("confirms", "contribute"), [(False, True), (True, False)])
def test_openwebui_action__without_consent__sends_nothing(
    gateway: Served, action: Any, confirms: bool, contribute: bool
):
    key, page = kula.Key.new(), Page(confirms)
    _press(action, page, key, "good", contribute)
    assert "Nothing was sent" in page.notices[0]
    assert httpx.get(f"{gateway.url}/v1/accounts/{key.address}/records", timeout=30).json()["records"] == []


@pytest.mark.parametrize("request_", LANGCHAIN["requests"], ids=[one["name"] for one in LANGCHAIN["requests"]])
def test_langchain__what_its_client_asks__is_answered_and_signed(gateway: Served, request_: dict[str, Any]):
    path, headers = f"{gateway.url}{request_['path']}", request_["headers"]
    answer = httpx.post(path, headers=headers, json=request_["body"], timeout=60)
    assert answer.status_code == 200, answer.text
    assert '"signature"' in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 2], ids=["whole", "streamed"])
def test_langchain__what_its_callbacks_got__is_a_rating_of_the_talk(me: kula.Contributor, place: int):
    read: Any = pytest.importorskip("langchain_core.messages").messages_from_dict
    outputs: Any = pytest.importorskip("langchain_core.outputs")
    start, end = LANGCHAIN["callbacks"][place : place + 2]
    thumbs, run = _load("langchain/kula_thumbs.py").KulaThumbs(me, consents=lambda: True), uuid4()
    thumbs.on_chat_model_start({}, [read(messages) for messages in start["messages"]], run_id=run)
    (answer,) = read(end["messages"][0])
    del answer.additional_kwargs["kula"]  # It is signed for a session key of that day.
    thumbs.on_llm_end(outputs.LLMResult(generations=[[outputs.ChatGeneration(message=answer)]]), run_id=run)
    content = thumbs.up(run).body["content"]
    assert (content["kind"], content["rating"]) == ("rating", 1)
    assert [message["role"] for message in content["messages"]] == ["system", *["user", "assistant"] * 2]
    assert content["messages"][-2]["content"] == "And how often do I water it?"


@pytest.mark.slow
@pytest.mark.parametrize("streaming", [False, True])
def test_langchain__thumb_of_a_consenting_person__is_a_rating_of_a_signed_answer(
    gateway: Served, me: kula.Contributor, streaming: bool
):
    example = _load("langchain/kula_thumbs.py")
    agreed = [True]
    thumbs = example.KulaThumbs(me, consents=lambda: agreed[0])
    chat = example.ChatKula.of(me, max_tokens=2, streaming=streaming, max_retries=0)
    run, other = uuid4(), uuid4()
    answer = chat.invoke("How do I boil an egg?", config={"callbacks": [thumbs], "run_id": run})
    assert answer.content == "1 2 "
    assert answer.additional_kwargs["kula"]["signature"]
    sent = thumbs.up(run, ["correct"])
    assert me.status(sent.record)["kind"] == "rating"
    agreed[0] = False
    chat.invoke("How do I boil an egg?", config={"callbacks": [thumbs], "run_id": other})
    assert thumbs.up(run) is None
    agreed[0] = True
    assert thumbs.down(other) is None


@pytest.mark.slow
def test_langchain__answer_that_the_gateway_did_not_sign__is_called_a_lie(gateway: Served, me: kula.Contributor):
    kula_thumbs = _load("langchain/kula_thumbs.py")
    chats = [kula_thumbs.ChatKula.of(me, max_tokens=2, streaming=one, max_retries=0) for one in (False, True)]
    gateway.bent.bends["/v1/chat/completions"] = lambda raw: raw.replace(b'"2 "', b'"3 "').replace(b'"1 2 "', b'"1 3 "')

    async def ask_all() -> None:
        for chat in chats:
            with pytest.raises(kula.GatewayLied, match="signature of an answer is wrong"):
                await chat.ainvoke("How do I boil an egg?")

    for chat in chats:
        with pytest.raises(kula.GatewayLied, match="signature of an answer is wrong"):
            chat.invoke("How do I boil an egg?")
    asyncio.run(ask_all())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("messages", "is_kept"),
    [
        (
            [
                {
                    "role": "user",
                    "content": [{"type": "text", "text": "How do I "}, {"type": "text", "text": "boil it?"}],
                }
            ],
            True,
        ),
        ([{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "How do I boil an egg?"}], True),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}]}], False),
        ([{"role": "user", "content": "Hm?"}, {"role": "tool", "content": "18", "tool_call_id": "c"}], False),
    ],
)
def test_langchain__talk_of_parts_or_tools__is_rated_as_the_gateway_read_it_or_not_kept(
    gateway: Served, me: kula.Contributor, messages: list[dict[str, Any]], is_kept: bool
):
    convert: Any = pytest.importorskip("langchain_core.messages").convert_to_messages
    example = _load("langchain/kula_thumbs.py")
    thumbs, run = example.KulaThumbs(me, consents=lambda: True), uuid4()
    chat = example.ChatKula.of(me, max_tokens=2, max_retries=0)
    if not is_kept:
        thumbs.on_chat_model_start({}, [convert(messages)], run_id=run)
        assert thumbs.up(run) is None
        return
    chat.invoke(messages, config={"callbacks": [thumbs], "run_id": run})
    body = thumbs.up(run).body
    assert all(isinstance(message["content"], str) for message in body["content"]["messages"])
    assert body["content"]["messages"][-1]["answer"], "the gateway took the signature for this talk"
