"""The pydantic models of every request and response; /openapi.json and the page's TypeScript follow from them.

fields      the types of single fields: bytes as hex, accounts, amounts, nonces
requests    the bodies that endpoints take
accounts    what an account is told: totals, records, days, its stream
clocks      what the network is doing: the clock of each epoch, typical pay, languages
traces      the steps of a trace
accusations proofs against other gateways, and what became of them
responses   the other bodies that endpoints return
chat        both for chat completions, in OpenAI's form

responses → clocks; responses | accounts | traces | chat → requests → fields. In Python, hashes and signatures are bytes; they are hex in JSON only.

Endpoints and `body` import the shapes. Imports protocol only.
"""
