"""The pydantic models of every request and response; /openapi.json and the page's TypeScript follow from them.

fields      the types of single fields: bytes as hex, accounts, amounts, nonces
requests    the bodies that endpoints take
responses   the bodies that endpoints return
chat        both for chat completions, in OpenAI's form

responses | chat → requests → fields. In Python, hashes and signatures are bytes; they are hex in JSON only.

`responses` imports `requests`; all import `fields`. Endpoints and `body` import the shapes. Imports protocol only.
"""
