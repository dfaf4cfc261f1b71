"""How fast and how lean xlcaseload is, next to peers measured in the same run.

``python -m benchmarks`` prints the table; ``--quick`` is a smoke run, ``--json FILE`` keeps the
numbers. Speed is only ever judged as a ratio to a peer, because machines differ.
"""
