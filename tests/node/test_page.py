"""The report's page shows what report.json says, and nothing that anybody wrote as HTML."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from kula.node.demo.page import page_of

TOKEN = 10**18
ACCOUNT = {"account": "0xA", "records": 10, "share": 0.5}
REPORT: dict[str, Any] = {
    "records": {"sent": 20, "accepted": 19, "void": 2, "by_reason": {"duplicate": 2}, "corrections": 4},
    "user_transactions": 0,
    "seconds": 90.0,
    "sampled": {},
    "epochs": [
        {
            "epoch": 1,
            "records": 19,
            "paid": 17,
            "price": TOKEN // 2,
            "gas": {"batch": 7_000, "claims": 3_000},
            "gas_per_paid_record": 588,
            "seconds": {"score": 12.5},
        }
    ],
    "accounts": [
        {**ACCOUNT, "name": "amber", "behaviour": "honest", "paid": 30 * TOKEN},
        {**ACCOUNT, "name": "<img src=x>", "behaviour": "<script>", "paid": 3 * TOKEN},
    ],
    "split": {"pair": 5 * TOKEN, "merged": 5 * TOKEN},
    "datasets": [{"version": 1, "cid": "bafydata", "rows": 17, "parent": None}],
    "models": [
        {
            "version": 1,
            "cid": "b1",
            "parent": None,
            "loss_before": None,
            "loss_after": None,
            "adopted": True,
            "served": True,
        },
        {
            "version": 2,
            "cid": "b2",
            "parent": 1,
            "judged_on_epoch": 2,
            "loss_before": 4_000,
            "loss_after": 3_900,
            "better": 430,
            "bound": -5,
            "won_parent": 1,
            "lost_parent": 4,
            "checks": 24,
            "sample_words": "Judged on 12 records of 4 accounts.",
            "failed": ["bound: -5 milli-nats, above 2; train on more"],
            "adopted": False,
            "served": False,
        },
    ],
    "trace": {
        "record": "0xabc",
        "verified": False,
        "steps": [
            {"step": "record", "ok": True, "detail": "a rating", "hash": "0x1"},
            {"step": "block", "ok": False, "detail": "breaks here: <b>", "hash": ""},
        ],
    },
}


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page() -> Text:
    parser = Text()
    parser.feed(page_of(REPORT))
    return parser


def test_page__says_what_happened(page: Text):
    for wanted in (
        "19 of 20",
        "33 KULA",
        "588",
        "4000 before",
        "3900 after",
        "not adopted",
        "a step breaks",
        "of 24 checks, 1 won and 4 lost",
        "Judged on 12 records of 4 accounts.",
        "bound: -5 milli-nats, above 2",
    ):
        assert wanted in page.text, wanted


def test_page__text_is_never_html(page: Text):
    assert "img" not in page.tags
    assert "script" not in page.tags
    assert "<img src=x>" in page.text


def test_page__of_a_network_where_nothing_happened__still_a_page():
    empty = json.loads(json.dumps(REPORT))
    empty |= {"epochs": [], "accounts": [], "datasets": [], "models": [], "split": {"pair": 0, "merged": 0}}
    empty["records"] = {"sent": 0, "accepted": 0, "void": 0, "by_reason": {}, "corrections": 0}
    empty["trace"] = {"record": "", "verified": False, "steps": []}
    assert "Every record was paid" in page_of(empty)
