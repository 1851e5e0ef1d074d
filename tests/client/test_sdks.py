"""Other programs' clients of OpenAI's API chat with a gateway, whole and streamed, and read what it refuses."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kula
from tests.support.gateway.served import Served

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent / "javascript"
ASKED = "How do I boil an egg?"


def test_javascript_sdk__official_client__chats_whole_and_streamed_and_reads_refusals(gateway: Served):
    assert (FOLDER / "node_modules" / "openai").exists(), "OpenAI's SDK is missing; `make setup` installs it"
    done = subprocess.run(
        ["node", "chat.mjs", gateway.url, kula.Key.new().address],
        cwd=FOLDER,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert json.loads(done.stdout) == {
        "model": "kula",
        "texts": ["1 2 3 ", "1 2 3 "],
        "signed": [True, True],
        "streamed": "1 2 3 ",
        "tokens": 3,
        "refused": ["UnprocessableEntityError", 422, "malformed", "logprobs"],
    }


def test_langchain__its_client_of_openai__chats_whole_and_streamed_and_reads_refusals(gateway: Served):
    langchain: Any = pytest.importorskip("langchain_openai")
    chat = langchain.ChatOpenAI(
        base_url=f"{gateway.url}/v1", api_key="none", model="kula", max_tokens=3, temperature=0.7, max_retries=0
    )
    whole = chat.invoke([("developer", "Be brief."), ("user", ASKED)])
    assert whole.content == "1 2 3 "
    assert whole.response_metadata["finish_reason"] == "length"
    assert whole.usage_metadata["output_tokens"] == 3
    again = [("user", ASKED), whole, ("user", "And soft?")]
    assert "".join(str(piece.content) for piece in chat.stream(again)) == "1 2 3 "
    with pytest.raises(Exception, match="logprobs"):
        chat.bind(logprobs=True).invoke(ASKED)


def test_litellm__as_a_library__chats_whole_and_streamed_and_reads_refusals(gateway: Served):
    litellm: Any = pytest.importorskip("litellm")
    asked = {
        "model": "openai/kula",
        "api_base": f"{gateway.url}/v1",
        "api_key": "none",
        "messages": [{"role": "user", "content": ASKED}],
        "max_tokens": 3,
        "num_retries": 0,
    }
    whole = litellm.completion(**asked, temperature=0.7, stop=["x"])
    assert whole.choices[0].message.content == "1 2 3 "
    assert whole.usage.completion_tokens == 3
    pieces = [chunk.choices[0].delta.content or "" for chunk in litellm.completion(**asked, stream=True)]
    assert "".join(pieces) == "1 2 3 "
    with pytest.raises(litellm.exceptions.BadRequestError, match="logprobs"):
        litellm.completion(**asked, logprobs=True)
