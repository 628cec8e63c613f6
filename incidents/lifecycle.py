"""States of an incident and of a handover (decisions.md fixes the words)."""

from core.lifecycle import Lifecycle, move

OPEN_STATES = ("reported", "triaged", "in_work", "forwarded", "reopened")
INCIDENT_STATES = [(s, s) for s in (*OPEN_STATES, "resolved", "closed", "duplicate", "rejected")]
HANDOVER_STATES = [
    (s, s) for s in ("sent", "delivered", "accepted", "refused", "asked", "answered", "fixed", "returned", "revoked")
]
HANDOVER_OPEN = ("sent", "delivered", "accepted", "asked", "answered")

INCIDENT = Lifecycle(
    move("triage", "reported triaged reopened", "triaged"),
    move("triage", "in_work forwarded", "="),
    move("take", "reported triaged reopened", "in_work"),
    move("assign", "reported triaged in_work forwarded reopened", "="),
    move("forward", "reported triaged in_work forwarded reopened", "forwarded"),
    move("take_back", "forwarded", "in_work"),
    move("note", "reported triaged in_work forwarded reopened resolved closed duplicate rejected", "="),
    move("no_word", "reported triaged in_work forwarded reopened resolved closed", "="),
    move("raise", "reported triaged in_work forwarded reopened", "="),
    move("resolve", "reported triaged in_work forwarded reopened", "resolved"),
    move("close", "resolved", "closed"),
    move("reopen", "resolved closed", "reopened"),
    move("mark_duplicate", "reported triaged in_work forwarded reopened", "duplicate"),
    move("reject", "reported triaged in_work reopened", "rejected"),
)

HANDOVER = Lifecycle(
    move("deliver", "sent", "delivered"),
    move("accept", "sent delivered asked answered", "accepted"),
    move("refuse", "sent delivered accepted asked answered", "refused"),
    move("ask", "sent delivered accepted answered asked", "asked"),
    move("answer_question", "asked", "delivered"),
    move("reference", "sent delivered accepted asked answered fixed", "="),
    move("answer", "sent delivered accepted asked answered", "answered"),
    move("fix", "sent delivered accepted asked answered", "fixed"),
    move("return", "sent delivered accepted asked answered fixed", "returned"),
    move("revoke", "sent delivered accepted asked answered", "revoked"),
)
