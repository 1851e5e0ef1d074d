"""A contributor as a program.

client         grants, signed records and chats through a gateway
direct         records without a gateway
promises       what became of receipts; accuses and convicts gateways that broke them
coin           transfers of coin that a gateway sends for a fee
exports        imports chat exports and preference sets of other programs as records

Imports protocol only. node.commands and node.demo import it; node.gateway and node.validator never do.
"""
