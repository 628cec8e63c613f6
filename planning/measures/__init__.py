"""What planning counts for the duty ledger, by part; imported here, each registers itself."""
