"""Access to the contracts: reads a chain and sends transactions. It makes no decisions.

presets      the chains that Kula supports, with their limits and Parameters. Pure data
windows      the shortest windows that a chain allows. Pure
genesis      who holds stake and coin when a deployment begins
addresses    the addresses of a deployment's contracts: one JSON file
rpc/         JSON-RPC with endpoints that fail, limit, lag and contradict each other
connection   reads a chain through several endpoints, asks each thing once, and keeps events
client       the base class of all clients
clients/     one client class per contract
network      a deployment as one object: the connection and every client
headers      headers of blocks in RLP, which fix seeds. Pure
settlement   the commitment, ledger and report of one epoch, with its deployment's numbers
rounds       the rounds of candidates that are not over, with a cursor
upkeep       what the chain is due, whoever sends it
sender       sends each transaction exactly once, also if the process is killed
readiness    whether a chain can carry a deployment
deploy       deploys the contracts
snapshot     the state of a deployment as a genesis for new contracts

`connection`, `client` and `sender` import `rpc`; `clients` imports `client` and `connection`; `network` imports `clients` and `rounds`; `snapshot` imports `network`.
"""
