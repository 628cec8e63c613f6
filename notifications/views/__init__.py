"""Pages of the post office."""
