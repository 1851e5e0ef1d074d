"""Stores of content-addressed blocks. Every byte that is read is checked against its content id.

cid             content ids. Pure
nodes           DAG-CBOR nodes, read within budgets. Pure
unixfs          files as UnixFS trees. Pure
car             many blocks in one stream. Pure
store           the interface of a store, which checks what it returns
blocks          a store that is a directory
on_time         connections whose answers end in time; chain/rpc uses them too
bounded_client  ipfshttpclient with bounds on bytes and time
kubo            a store that is a Kubo node
places          several stores as one
in_time         another store, for so many seconds in all
open            the store that a URL names
serve           a block directory behind the part of Kubo's RPC that `kubo` uses

`open` imports the three stores. These import `store`, which imports the pure files. No file here imports chain.
"""
