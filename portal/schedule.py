"""The whole beat table on one screen. Beat only ticks "look for what is due": UTC, intervals, no crontabs.

``crontab`` in Europe/Tallinn lost 12 of 48 runs on the autumn change of clocks; local due times are rows.
"""


def every(seconds: float, task: str, queue: str) -> dict:
    """One line of the table; a tick that nobody took before the next one expires."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": max(seconds, 5.0)}}


SCHEDULE = {
    "checks due": every(2.0, "monitoring.run_due_checks", "checks"),
    "changes of state": every(2.0, "monitoring.announce_changes", "critical"),
    "heartbeats overdue": every(5.0, "monitoring.look_at_heartbeats", "checks"),
    "months of runs summed": every(900.0, "monitoring.sum_months", "bulk"),
    "signals settled": every(2.0, "incidents.settle_signals", "critical"),
    "critical letters": every(2.0, "notifications.send_critical", "post"),
    "other letters": every(2.0, "notifications.send_bulk", "post"),
    "notices at their time": every(15.0, "notifications.publish_due", "critical"),
    "handover clocks": every(30.0, "incidents.look_at_clocks", "bulk"),
    "audit sealed": every(30.0, "accounts.seal_audit", "bulk"),
    "audit verified": every(600.0, "accounts.check_trail", "bulk"),
    "maintenance made ahead": every(3600.0, "components.plan_recurring_maintenance", "bulk"),
    "contacts asked": every(3600.0, "partners.ask_contacts", "bulk"),
    "contracts reminded of": every(3600.0, "partners.remind_of_contracts", "bulk"),
    "versions at their minute": every(15.0, "docs_library.change_due", "critical"),
    "reviews reminded of": every(3600.0, "docs_library.remind_of_reviews", "bulk"),
    "restrictions ended": every(3600.0, "docs_library.end_restrictions", "bulk"),
    "links looked at": every(600.0, "docs_library.look_at_links", "bulk"),
    "live schemas looked at": every(3600.0, "docs_library.look_at_schemas", "bulk"),
    "texts asked for as their readers": every(3600.0, "docs_library.visit", "bulk"),
    "trainings reminded of": every(3600.0, "planning.remind_of_trainings", "bulk"),
    "inputs reminded of": every(3600.0, "planning.remind_of_inputs", "bulk"),
    "acknowledgements reminded of": every(3600.0, "notifications.remind_of_acknowledgements", "bulk"),
    "evidence packs made": every(30.0, "planning.make_evidence", "bulk"),
    "quarters frozen": every(3600.0, "planning.freeze_due", "bulk"),
    "tasks reminded of": every(3600.0, "planning.remind_of_tasks", "bulk"),
    "accesses reminded of": every(3600.0, "planning.remind_of_access", "bulk"),
    "job description reminded of": every(3600.0, "planning.remind_of_description", "bulk"),
    "old traces forgotten": every(3600.0, "core.forget_old", "bulk"),
    "search keys made": every(60.0, "core.sweep_search", "bulk"),
    "files of no row swept": every(3600.0, "core.sweep_files", "bulk"),
    "pains drafted as proposals": every(3600.0, "planning.look_for_pains", "bulk"),
    "watch the watcher": every(10.0, "monitoring.beat_heart", "checks"),
}
