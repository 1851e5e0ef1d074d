"""The gateway's HTTP API: endpoints translate between HTTP and the rooms below, and decide nothing.

front/     what every request meets before the app: the server's bounds and the guard
app        composes the program
documented the OpenAPI document: every error, every limit, one example per endpoint (examples.json)
body       parses a JSON body once, strictly, and names the field that is wrong
opinions/  POST take-backs, erasures, pairs; GET tasks, keys, refused contents
shapes/    the pydantic models of all requests and responses
context    what the endpoints share
access     checks the signed header of private paths, and which accounts may read the keys of an epoch
writing    POST grants, records, claims, transfers, revocations
accounts/  GET what became of records and accounts
reading    GET the network, epochs, leaves, health
catalogue  GET datasets and models, page by page
kept       what never changes, computed once
feed       hands new events to the streams of this process
bulletin   entries for validators, signatures under reports
chat       OpenAI's API: completions of the served model, and its name
chunks     answers as server-sent events, and what stands beside their text
openai     what the paths of OpenAI's API do otherwise: fractions, errors, other origins
pages      the built page, compressed and cached, with one answer for each of its views

app → documented → the endpoints (writing, reading, accounts, catalogue, bulletin, chat, opinions) → context | body | access → kept | feed | shapes.
chat → chunks → openai → body. documented imports front too; only app imports pages.
"""
