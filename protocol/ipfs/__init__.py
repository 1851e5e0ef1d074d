"""IPFS without trust: content ids, UnixFS files, CAR archives, and the two stores that hold them."""
