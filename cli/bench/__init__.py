"""`entrepot bench`: how near each hot path is to the limit of the machine it runs on. See docs/bench.md."""
