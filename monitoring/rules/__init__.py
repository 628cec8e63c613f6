"""Pure arithmetic of monitoring: due times, gaps, uptime."""
