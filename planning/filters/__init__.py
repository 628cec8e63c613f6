"""What lists of planning may be narrowed by, by part; pages and API share them."""
