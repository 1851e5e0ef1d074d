"""One record: its content, and the message, grant and signatures around it. Pure.

content   the four kinds, their strict shapes and canonical bytes
nonce     the signing time in a record's nonce
new       new grants and new records, as a contributor's program makes them
opinions  what people sign about records that stand and about pairs, and the gateway's receipts for it
receipt   what a contributor checks of a receipt
corrections  turns that come from the person's own correction, and the records that prove them
wallets   the forms in which wallets sign, and the one form that hashes and contracts take
entry     a record as a gateway serves it to validators, and the checks that every reader runs on it

Imports types, errors, hex, canonical, encoding and signatures; knows no ledger, chain or IPFS.
"""
