"""What a gateway does on chain and on IPFS. Each step is decided from the chain anew, so a kill loses nothing.

pinning    takes the blocks of acknowledged records to IPFS
screening  withholds what the operator refuses, before anything of it is pinned
posting    posts what is pinned; closes, finalises, expires; answers accusations
dropping   gives the records of dropped batches new numbers
relaying   claims pay of final epochs, many per transaction
grants     drops grants that nobody used
transfers  sends transfers of coin that accounts signed, for a fee
budget     the gas that is spent for others, per day and account
proofs     which proofs against other gateways are taken
accusing   accuses and convicts other gateways with these proofs, on our account
policing   finds the fines and jail sentences of validators that do not reveal

posting → pinning | policing | dropping. pinning → screening. relaying | transfers | accusing → budget. accusing → proofs.

Imports receipts and the database; the API and the worker import it.
"""
