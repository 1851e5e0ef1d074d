"""A contributor over HTTP whose every message a test can spoil."""

from dataclasses import replace

from fastapi.testclient import TestClient

from kula.protocol.hex import hex0
from kula.protocol.program.keys import new_key
from kula.protocol.records.entry import grant_to_json, record_to_json
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import (
    SigningDomain,
    answer_digest,
    answer_hash,
    grant_digest,
    prompt_hash,
    record_hash,
    sign,
)
from kula.protocol.types import DEFAULT_LICENCE, Address, Answer
from tests.support.chain import TestNet

CONTENT = {
    "kind": "conversation",
    "messages": [
        {"role": "user", "content": "How do I boil an egg?"},
        {"role": "assistant", "content": "Six minutes."},
    ],
}


class Person:
    """A contributor whose every message a test can spoil."""

    def __init__(self, net: TestNet, http: TestClient) -> None:
        self.owner, self.session = new_key(), new_key()
        self.http = http
        self.domain: SigningDomain = net.network.signing
        self.now = net.network.connection.now()
        self.hash = ""

    def grant(self, signer=None, domain=None, **changes):
        fresh = new_grant(
            Address(self.owner.address),
            Address(self.session.address),
            licences=(DEFAULT_LICENCE,),
            origin="http://testserver",
            now=self.now,
            max_per_epoch=3,
        )
        grant = replace(fresh, **changes)
        signature = sign(grant_digest(domain or self.domain, grant), bytes((signer or self.owner).key))
        answer = self.http.post("/v1/grants", json={"grant": grant_to_json(grant), "signature": hex0(signature)})
        self.hash = answer.json().get("grant", self.hash)
        return answer

    def body(self, content=None, signer=None, domain=None, **changes) -> dict:
        content = content or CONTENT
        new = new_record(Address(self.owner.address), content, DEFAULT_LICENCE, now=self.now)
        record = replace(new.record, **changes)
        signature = sign(record_hash(domain or self.domain, record), bytes((signer or self.session).key))
        return {
            "record": record_to_json(record),
            "grant": self.hash,
            "signature": hex0(signature),
            "salt": hex0(new.salt),
            "content": content,
        }

    def answered(self, talk, text, gateway, model=b"m" * 32) -> dict:
        """An answer to a talk that a gateway's account signed for our session key."""
        key = Address(self.session.address)
        answer = Answer(prompt_hash=prompt_hash(talk), answer_hash=answer_hash(text), model_id=model, key=key)
        signature = sign(answer_digest(self.domain, answer), bytes(gateway.key))
        signed = {"model": hex0(model), "signature": hex0(signature)}
        return {"role": "assistant", "content": text, "answer": signed}

    def send(self, *args, **changes):
        return self.http.post("/v1/records", json=self.body(*args, **changes))
