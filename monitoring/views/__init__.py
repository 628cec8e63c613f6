"""Pages of checks and the door for signs of life."""
