"""Readers of what other parties publish. They check it against the chain.

ledgers          the ledgers of a deployment, each read once and kept
line             the line of final ledgers, and the accounts' last rows in them, kept
published        report files and batch manifests
direct           the manifests of records that are submitted without a gateway
material         the records of an epoch, fetched, opened and checked
fetching         the entries and texts of an epoch's batches, side by side
parallel         requests to strangers within one budget of time
leaves           the file of an epoch's batch leaves
models           manifests and sample answers of models
datasets         manifests of dataset versions
parquet          Parquet files, read in a process of its own
verdict          what the seats posted about a candidate, criterion by criterion
bounded_http     one HTTP request to a stranger, bounded in bytes and in time
gateway_client   the client of one gateway: entries of an epoch, signatures under reports
gateways         all gateways of a deployment as one

Imports chain, ipfs and the pure rules. Nodes and trainers import it.
"""
