"""The command line of the node: each file is one `kula` command or group, builds the objects of its program, and starts it.

gateway      `kula gateway`: the HTTP program and its worker
validator    `kula validator`: key, stake, checks, the loop and its scoring workers
watch        `kula watch`: a watcher without a stake
receipts     `kula receipts`: what became of receipts; accuses gateways that broke them
checks       what `kula validator check` looks at
contribute   `kula contribute import`: the records of an export, through a gateway or past all of them
transfer     `kula transfer`: coin of an account without coin for gas
trace        `kula trace`: a record's way to the served model
up           `kula up`: the whole network on this machine, left running
demo         `kula demo`: the whole network over a stream of real records, then a report

A command imports its program only when it runs, so that `kula --help` is fast. Nothing imports kula.node.commands.
"""
