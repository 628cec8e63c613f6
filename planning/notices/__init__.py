from planning.notices import plan

__all__ = ["plan"]
