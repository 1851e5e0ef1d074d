"""The endpoints of opinions: what can be taken back or erased, blind pairs, tasks, and the keys of an account.

shapes    the bodies of requests and responses
ending    POST take-backs and erasures; GET the ids of erased rows
pairs     POST a pair, whose answers stream, GET it again, and the choice
tasks     GET what a session key may do
keys      GET the session keys of an account
refused   GET the content ids that this gateway refuses

Each endpoint translates between HTTP and `node.gateway.opinions`, and decides nothing. All import `shapes`; `pairs` imports
`chat` and `chunks` one folder up. Only `app` imports this folder.
"""
