"""Every write of cases, handovers and reports."""
