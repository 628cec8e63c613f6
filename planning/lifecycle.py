"""Transition tables of plans and work, pure."""

from core.lifecycle import Lifecycle, move

PROPOSAL = Lifecycle(
    move("submit", "draft", "submitted"),
    move("approve", "submitted postponed", "approved"),
    move("postpone", "submitted", "postponed"),
    move("reject", "submitted postponed", "rejected"),
    move("withdraw", "draft submitted", "withdrawn"),
)
DECIDED = ("approved", "postponed", "rejected")

LINE = Lifecycle(
    move("start", "planned", "in_work"),
    move("finish", "planned in_work", "done"),
    move("reopen", "done", "in_work"),
    move("reschedule", "planned in_work", "="),
    move("carry", "planned in_work", "carried"),
    move("drop", "planned in_work", "dropped"),
)
LINE_OPEN = ("planned", "in_work")

INPUT = Lifecycle(
    move("give", "asked returned", "given"),
    move("accept", "given", "accepted"),
    move("send_back", "given", "returned"),
    move("cancel", "asked given returned", "cancelled"),
)
INPUT_OPEN = ("asked", "given", "returned")

TASK = Lifecycle(
    move("finish", "open returned", "done"),
    move("accept", "done", "accepted"),
    move("send_back", "done", "returned"),
    move("delegate", "open returned", "="),
    move("move", "open returned", "="),
    move("cancel", "open returned done", "cancelled"),
)
TASK_OPEN = ("open", "returned", "done")

TRAINING = Lifecycle(
    move("register", "planned", "="),
    move("hold", "planned", "held"),
    move("cancel", "planned", "cancelled"),
)

GOAL = Lifecycle(
    move("report", "agreed returned", "reported"),
    move("confirm", "reported", "confirmed"),
    move("send_back", "reported", "returned"),
    move("drop", "agreed returned", "dropped"),
)

ACCESS = Lifecycle(
    move("grant", "asked", "granted"),
    move("refuse", "asked", "refused"),
    move("end", "granted", "ended"),
)
