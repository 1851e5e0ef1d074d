"""JSON-RPC with endpoints that fail, limit, lag and contradict each other.

problems    what an endpoint's refusal means. Pure
filters     which logs are asked for, and checks of what came back. Pure
results     the form that a method's result must have, and the fields of a block. Pure
ranges      how many blocks an endpoint takes in one request for logs
endpoint    one endpoint over HTTP, and how long it is left alone after a failure
failover    asks the endpoints in turn, within a time budget. A provider for web3.py
heads       the newest block at a finality
eventlog    events that were read once, with a cursor, in SQLite
views       what views returned, while nothing can have changed
calldata    the arguments of a call, from its transaction. Total
errors      turns what web3.py raises into KulaErrors
fees        the fees of a transaction and of its replacements. Pure
journal     every version of every transaction that was signed, in SQLite
creation    the creation of a contract as a call that a Sender sends
account     one account at the chain: tries, signs and sends calls, and asks what became of them

`connection`, `client` and `sender` one folder up import these. They import nothing of the chain but each other.
"""
