"""Load: bytes to rows, rows to checked figures."""
