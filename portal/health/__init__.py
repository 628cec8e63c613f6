"""Whether the portal works, for machines: liveness, readiness, its interfaces, its figures."""
