"""Keeps the database in step with the chain, so that no request asks the chain, and estimates what is to come.

indexer     one look at the chain: what is new, what a reorganisation undid, what accounts are told
looking     reads the rows of one look
mirror      copies what became of our records from ledgers and IPFS
published   copies small public files that hashes on chain name
losses      what the seats measured of adopted models
roster      who validates, and who is jailed
clock       when an epoch's records are scored, final and paid
estimating  scores what came in with the adopted scorer, before the validators do
languages   which languages the adopted scorer knows
typical     what records of a kind and language usually earn
spread      how the scores of an epoch lie

indexer → looking; mirror → typical. The worker and the API import them; they import the database and the protocol, `estimating` and `languages` scoring too.
"""
