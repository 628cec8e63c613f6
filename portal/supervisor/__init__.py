"""Starts, watches and stops the parts of the portal; started by `manage.py portal up`."""
