"""A contributor as a program: chats, gives opinions on answers, imports, and holds the gateway to its word.

web/client does the same in TypeScript.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import from_thread, to_thread

from kula.node.contributor import opinions
from kula.node.contributor.account import Account
from kula.node.contributor.accusing.through import HandedIn, hand_in_async
from kula.node.contributor.endings import RoyaltyEnd, erasure_body, erasure_document, royalty_document
from kula.node.contributor.exports.left_out import LeftOut
from kula.node.contributor.exports.reader import read_export
from kula.node.contributor.exports.sending import Personal, Receipts, Results, personal_choice, send_new
from kula.node.contributor.lies import named, require_answer, require_receipt
from kula.node.contributor.opinions import Answer, Message, Outcome, Side, Talk
from kula.node.contributor.pairs import BlindPair, Choice, Judged, ask_pair, check_choice
from kula.node.contributor.session import Corrected, Sent, address_of, hash_of, url_of
from kula.node.contributor.talks import PATH, STREAM_SECONDS, Check, Talking, answer_of_completion, id_of
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0, unhex
from kula.protocol.reading.gateway_client import GatewayApi, GatewayFacts
from kula.protocol.records.content import Content
from kula.protocol.records.entry import record_from_json
from kula.protocol.records.opinions import (
    Erasure,
    TakeBack,
    check_erasure,
    choice_digest,
    take_back_digest,
)
from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH

if TYPE_CHECKING:
    from kula.protocol.chain.network import Network
    from kula.protocol.promises.state import State


class AsyncContributor(Account):
    """An owner with one session key at one gateway.

    Every method raises these errors:

    1. RefusedByPolicy with the slug of the gateway's problem
    2. Unavailable if the gateway does not answer
    3. GatewayLied if its word contradicts its signature
    4. MalformedInput for a content that no gateway takes
    """

    async def chat(self, messages: Sequence[Message], max_tokens: int = 512, **options: Any) -> Answer:
        """Asks the served model, and checks the signature of the answer. `options` are OpenAI's, such as `temperature`.

        `finish_reason` of the answer says whether it was cut.
        """
        facts, domain = await self.facts(), await self.domain()
        body = self._asked(messages, max_tokens=max_tokens, **options)
        completion = await self.api.fetch("POST", PATH, body, STREAM_SECONDS)
        return answer_of_completion(completion, messages, self._check(facts, domain, messages))

    async def stream(self, messages: Sequence[Message], max_tokens: int = 512, **options: Any) -> Talking:
        """Asks the served model. Iterate over the pieces of its answer, then take `answer`, which is checked."""
        facts, domain = await self.facts(), await self.domain()
        body = self._asked(messages, max_tokens=max_tokens, **options)
        return Talking(self.api, body, messages, self._check(facts, domain, messages))

    async def resume(self, id: str, messages: Sequence[Message]) -> Talking:
        """Reads an answer to a talk again, by the `id` of its Talking: while it is made, and ten minutes longer."""
        facts, domain = await self.facts(), await self.domain()
        return Talking(self.api, {}, messages, self._check(facts, domain, messages), id=id_of(id))

    async def verify_answer(self, prompt: Sequence[Message], answer: Message) -> None:
        """Checks an answer that another client of this gateway got for the session key: `answer` of the message is signed."""
        facts, domain = await self.facts(), await self.domain()
        self._check(facts, domain, prompt)(answer.get("answer"), answer["content"])

    async def share(self, talk: Talk, licence: str = DEFAULT_LICENCE) -> Sent:
        """Contributes a whole conversation."""
        return await self.contribute(opinions.conversation(talk), licence)

    async def rate(
        self, talk: Talk, value: int, reasons: Sequence[str] = (), scale: str = "-1/1", licence: str = DEFAULT_LICENCE
    ) -> Sent:
        """Contributes a rating of the talk's last answer: 1 or -1, or stars with the scale `1..5`."""
        return await self.contribute(opinions.rating(talk, value, reasons, scale), licence)

    async def correct(self, talk: Talk, corrected: str, licence: str = DEFAULT_LICENCE) -> Corrected:
        """Contributes a better answer than the talk's last one. `talk` of what it returns goes on from it."""
        content = opinions.correction(talk, corrected)
        sent = await self.contribute(content, licence)
        further = opinions.talk_after(content, record_from_json(sent.body["record"]), unhex(sent.salt, 32))
        return Corrected(**vars(sent), talk=further)

    async def compare(
        self,
        prompt: Sequence[Message],
        a: Side,
        b: Side,
        outcome: Outcome,
        licence: str = DEFAULT_LICENCE,
    ) -> Sent:
        """Contributes which of two answers to a prompt is better."""
        return await self.contribute(opinions.comparison(prompt, a, b, outcome), licence)

    async def pair(self, messages: Sequence[Message], max_tokens: int = 256) -> BlindPair:
        """Asks for two answers to a talk. Nobody knows yet which models made them."""
        facts, domain = await self.facts(), await self.domain()
        return await ask_pair(self.api, facts, domain, self.key, messages, max_tokens)

    async def choose(self, pair: BlindPair, choice: Choice) -> Judged:
        """Signs what is better: `a`, `b`, `tie`, `both-bad` or `skip`. Returns what stood behind the answers, checked."""
        facts, domain = await self.facts(), await self.domain()
        signature = sign(choice_digest(domain, pair.id, choice), self.session.key)
        body = {"outcome": choice, "signature": hex0(signature)}
        revealed = await self.api.fetch("POST", f"/v1/pairs/{hex0(pair.id)}/choice", body)
        return check_choice(self.api.url, facts, domain, pair, revealed)

    async def judge(self, pair: BlindPair, choice: Choice, licence: str = DEFAULT_LICENCE) -> Sent | None:
        """Chooses, and contributes the choice as a record. A skip makes no record."""
        judged = await self.choose(pair, choice)
        return None if choice == "skip" else await self.compare(pair.prompt, judged.a, judged.b, choice, licence)

    async def tasks(self, most: int = 3) -> list[dict[str, Any]]:
        """Returns things to do that nobody else holds: pairs to compare, answers to correct, questions to answer."""
        return (await self.api.fetch("GET", f"/v1/tasks?key={self.key}&most={most}"))["tasks"]

    async def withdraw(self, record: str | Sent) -> dict[str, Any]:
        """Takes a record back while it is not posted: its words are destroyed. Raises RefusedByPolicy `already-posted`."""
        facts, domain = await self.facts(), await self.domain()
        message = TakeBack(owner=self.owner, gateway=facts.gateway, record=hash_of(record))
        signature = sign(take_back_digest(domain, message), self.session.key)
        body = {"record": hex0(message.record), "signature": hex0(signature)}
        return await self.api.fetch("POST", "/v1/take-backs", body)

    async def erasure(self, record: str | Sent = hex0(ZERO_HASH)) -> dict[str, Any]:
        """Returns the document of `eth_signTypedData_v4` with which an owner erases a record, or all, in a wallet."""
        facts, domain = await self.facts(), await self.domain()
        return erasure_document(domain, self.owner, facts.gateway, hash_of(record), facts.now)

    async def royalty_end(self, record: str | Sent, pay_to: str = "") -> dict[str, Any]:
        """Returns the document with which the account that a record pays ends its royalties. `pay_to` is `self.pay_to` if empty."""
        payee = address_of("pay_to", pay_to) if pay_to else self.pay_to
        return royalty_document(await self.domain(), payee, await self.status(record))

    async def erase(
        self,
        record: str | Sent | Mapping[str, Any] = hex0(ZERO_HASH),
        signature: bytes = b"",
        royalties: Sequence[RoyaltyEnd] = (),
    ) -> Erasure:
        """Lets the gateway erase a record, or all that were signed until now. Returns its signed receipt, checked.

        The owner's key signs. For an owner in a wallet `record` is the document of `erasure`, with the wallet's `signature`.
        Royalties go on unless `royalties` ends them: documents of `royalty_end`, each with the payee's signature.
        """
        document = record if isinstance(record, Mapping) else await self.erasure(record)
        facts, domain = await self.facts(), await self.domain()
        body = erasure_body(domain, document, signature, royalties, self.owner_key and self.owner_key.key)
        answer = await self.api.fetch("POST", "/v1/erasures", body)
        with named(
            self.api.url, "Ask again, and keep what it sent: it has not shown that your words are gone.", answer
        ):
            return check_erasure(
                domain, answer, gateway=facts.gateway, owner=self.owner, record=unhex(body["record"], 32)
            )

    async def import_file(
        self,
        path: Path | str,
        receipts: Path | str,
        personal: Personal | str = Personal.HOLD,
        licence: str = DEFAULT_LICENCE,
    ) -> Results:
        """Sends what is new in an export of another program, and adds the receipts to a file. Can be repeated.

        Returns what became of each record. `personal` is `hold`, `redact` or `keep`: with `hold`, records with personal
        data are not sent.
        """

        async def send_one(content: Content) -> dict[str, Any]:
            return (await self.contribute(content, licence)).row

        def send_all() -> Results:
            left_out, choice = LeftOut(), personal_choice(personal)
            items, kept = read_export(Path(path), left_out), Receipts(Path(receipts))
            results = Results(send_new(items, kept, lambda c: from_thread.run(send_one, c), left_out, choice))
            results.left_out = dict(left_out.counts)
            return results

        return await to_thread.run_sync(send_all)

    async def verify(self, receipt: Mapping[str, Any] | Sent) -> "State | None":
        """Checks a receipt again: what was sent, its `row`, or the gateway's own words. Raises GatewayLied unless it can be used against the gateway.

        With a network, returns what became of the promise, as the chain proves it.
        """
        domain, facts = await self.domain(), await self.facts()
        receipt = receipt.row if isinstance(receipt, Sent) else receipt
        if not isinstance(receipt, Mapping):
            raise MalformedInput("receipt", "must be what was sent, its `row`, or the gateway's receipt")
        record = hash_of(receipt.get("record", ""))
        require_receipt(self.api.url, domain, receipt, gateway=facts.gateway, record=record)
        if not self.network:
            return None
        return await to_thread.run_sync(_state, self.network, receipt)

    async def accuse(
        self, receipts: Iterable[Mapping[str, Any]], deposits: int, folder: Path | str = "kula-data"
    ) -> "dict[State, int]":
        """Accuses the gateway of promises that it broke, and convicts it where it did not answer. The owner's key pays.

        `deposits` is the most that may be at risk at once, in the token's smallest unit; each accusation takes
        Gateways.deposit. Returns how many promises are in which state. Needs a network and `kula-network[chain]`.
        """
        if not self.network or not self.owner_key:
            raise MalformedInput("network", "is needed to accuse, and the owner's key: see `kula.connect`")
        return await to_thread.run_sync(_hold, self.network, self.owner_key.key, list(receipts), deposits, Path(folder))

    async def accuse_through(self, gateway: str, receipts: Iterable[Mapping[str, Any]]) -> list[HandedIn]:
        """Hands broken receipts to another gateway, by its URL. It accuses on its own account, for half of the fine.

        So this needs no coin, no network and no owner's key. Returns its answer to each; one that it does not take has the
        state `refused` with a problem, and can be handed to another gateway.
        """
        api = GatewayApi(url_of(gateway))
        return [await hand_in_async(api, receipt) for receipt in receipts]

    def _asked(self, messages: Sequence[Message], **options: Any) -> dict[str, Any]:
        own = next((name for name in ("n", "stream", "stream_options", "kula") if name in options), "")
        if own:
            raise MalformedInput(
                own, "is set by this library: call `stream` to stream, and ask again for another answer"
            )
        plain = [{"role": one["role"], "content": one["content"]} for one in opinions.messages_of(messages)]
        return {"messages": plain, "kula": {"key": self.key}, **options}

    def _check(self, facts: GatewayFacts, domain: SigningDomain, prompt: Sequence[Message]) -> Check:
        def check(signed: Any, said: str) -> dict[str, str]:
            return require_answer(
                self.api.url, domain, signed, gateway=facts.gateway, key=self.key, prompt=prompt, text=said
            )

        return check


def _state(network: "Network", receipt: Mapping[str, Any]) -> "State":
    from kula.node.contributor.accusing.promises import state_of

    return state_of(network, receipt)


def _hold(
    network: "Network", key: bytes, receipts: list[Mapping[str, Any]], deposits: int, folder: Path
) -> "dict[State, int]":
    from kula.node.contributor.accusing.promises import hold_all

    return hold_all(network, key, receipts, deposits, folder)
