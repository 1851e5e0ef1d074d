"""An app that contributes for a person who signs once, in a wallet of their own. The app never sees that key.

    pip install kula-network
    python examples/consent.py http://127.0.0.1:8000 ADDRESS kept.json

The first run prints what the wallet signs (`eth_signTypedData_v4`) and reads the signature. Later runs use what was kept.
"""

import json
import sys
from pathlib import Path

import kula


def contributor(gateway: str, owner: str, kept: Path) -> kula.Contributor:
    """Returns a contributor with the person's consent, from the file or from the wallet."""
    if kept.exists():
        row = json.loads(kept.read_text())
        return kula.Contributor(gateway, owner, row["session"], consent=kula.Consent.from_json(row["consent"]))
    session = kula.Key.new()
    app = kula.Contributor(gateway, owner, session)
    request = app.request()
    print(json.dumps(request.typed_data))
    app.agree(request, bytes.fromhex(input("signature: ").removeprefix("0x")))
    assert app.consent
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({"session": f"0x{session.key.hex()}", "consent": app.consent.to_json()}))
    return app


def main(gateway: str, owner: str, kept: str) -> None:
    """Corrects an answer for the person, and takes the correction back."""
    app = contributor(gateway, owner, Path(kept))
    answer = app.chat([{"role": "user", "content": "How long does a soft egg take?"}], max_tokens=20)
    sent = app.correct(answer, "Six minutes in boiling water.")
    print(f"sent {sent.record}, paid to {sent.leaf['pay_to']}")
    print(f"taken back: number {app.withdraw(sent.record)['seq']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
