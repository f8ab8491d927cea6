"""What a user would otherwise run, each a script of its own in an environment of its own, and
Pullquote by the same protocol (benchmarks/peers/protocol.py)."""
