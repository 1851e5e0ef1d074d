"""A contributor as a program, and the client library that `import kula` gives.

key            private keys of owners and of sessions
consent        an owner's grant to a session key: asked for, signed in a wallet, kept
session        one owner and one session key at one gateway: signing, sending, checking receipts
endings        erasures and ends of royalties, as owners and payees sign them
opinions       what a person says about a talk, as contents of records
talks          asks the model and follows its answer
pairs          blind pairs, and the check of what the gateway committed to
lies           checks of a gateway's word, and the error that says how it lied
account        the records, sums and coin of an owner
changes        the stream of what happens to an owner's records
client         AsyncContributor: chats, opinions, imports, accusations
blocking       Contributor: the same for programs without an event loop
direct         records without a gateway
accusing       holds gateways to their receipts, on chain or through another gateway
coin           transfers of coin that a gateway sends for a fee
exports        imports chat exports and preference sets of other programs as records

blocking → client → account, pairs, exports → session, changes, coin → talks, accusing → lies, opinions, consent, key. What needs the
chain (accusing.promises, direct) is imported when it is used, because the light client comes without web3. Imports protocol only. node.commands and
node.demo import it; node.gateway and node.validator never do.
"""
