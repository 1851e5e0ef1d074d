"""The OpenAPI document is the contract: it is fresh, it is whole, and the page is typed from it."""

import json
import subprocess
from pathlib import Path

import pytest

from kula.node.gateway.api.app import routes

WEB = Path(__file__).parents[3] / "web"


def test_document__web_openapi_json__is_what_the_gateway_says():
    fresh = json.dumps(routes().openapi(), indent=1, ensure_ascii=False) + "\n"
    assert (WEB / "openapi.json").read_text(encoding="utf-8") == fresh, (
        "run `kula gateway openapi > web/openapi.json && cd web && npm run generate`"
    )


def test_document__every_reference__leads_somewhere_and_every_post_names_its_body():
    document = routes().openapi()
    text = json.dumps(document)
    names = set(document["components"]["schemas"])
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted <= names
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "post":
                assert "requestBody" in operation, path
            refused = operation["responses"]["4XX"]["content"]
            openai = path in ("/v1/models", "/v1/chat/completions", "/v1/chat/completions/{id}")
            assert ("application/json" if openai else "application/problem+json") in refused, path


@pytest.mark.slow
def test_document__the_page_types__are_generated_from_it(tmp_path: Path):
    before = (WEB / "client" / "src" / "openapi.ts").read_text(encoding="utf-8")
    subprocess.run(["node", "generate-api.mjs", str(tmp_path / "openapi.ts")], cwd=WEB, check=True, timeout=60)
    assert (tmp_path / "openapi.ts").read_text(encoding="utf-8") == before
