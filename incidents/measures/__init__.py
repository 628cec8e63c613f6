"""What cases count for the duty ledger: where they went, what came back, what people were told."""

from incidents.measures import content, lasting, routing, telling

__all__ = ["content", "lasting", "routing", "telling"]
