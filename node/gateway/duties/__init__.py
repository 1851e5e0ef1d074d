"""What a gateway does on chain and on IPFS. Each step is decided from the chain anew, so a kill costs nothing.

pinning    blocks of acknowledged records go to IPFS
posting    post what is pinned, close, finalise, expire
relaying   claims of final epochs, many per transaction
policing   fines and jail for validators that do not reveal
"""
