from planning.measures import plan

__all__ = ["plan"]
