"""The gateway's HTTP API: endpoints translate between HTTP and the rooms below, and decide nothing.

app        composes the program and its OpenAPI document
guard      bounds the size and time of bodies, sets security headers
body       parses a JSON body once, strictly, and names the field that is wrong
shapes/    the pydantic models of all requests and responses
context    what the endpoints share
access     checks who may read private paths
writing    POST grants, records, claims, transfers, revocations
reading    GET the network, epochs, datasets, models, leaves, health
tracking   GET what became of records and accounts
bulletin   entries for validators, signatures under reports
chat       completions of the served model
pages      the built page, compressed and cached, with one answer for each of its views

app → the endpoints (writing, reading, tracking, bulletin, chat) → context | body | access → shapes. Only app imports guard and pages.
"""
