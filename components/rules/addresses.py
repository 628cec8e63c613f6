"""Words of our own addresses, which no component may take as its short name (/components/<slug>/)."""

RESERVED = frozenset({"csv", "map", "maintenance", "new", "systems", "xlsx"})
