"""What planning's lists may be narrowed by, by part; pages and API share them."""
