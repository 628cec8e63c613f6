"""States of planned work. Whether it is going on follows from its times."""

from core.lifecycle import Lifecycle, move

MAINTENANCE_STATES = [("planned", "planned"), ("done", "done"), ("cancelled", "cancelled")]

MAINTENANCE = Lifecycle(
    move("move", "planned", "="),
    move("finish", "planned", "done"),
    move("cancel", "planned", "cancelled"),
)
