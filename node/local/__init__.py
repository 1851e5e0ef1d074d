"""The whole network on this machine, each program in a process of its own.

network     the local network: its accounts with their money, its contracts and its programs
anvil       a local chain
processes   child processes that end with their parent

network → anvil | processes. Anvil and processes know nothing of Kula's programs. `kula up`, `kula demo` and the tests use it.
"""
