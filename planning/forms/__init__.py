"""Input of planning's pages, by part."""
