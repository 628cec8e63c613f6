#!/usr/bin/env python
"""The one command-line door: `manage.py portal up`, `catalogue import`, `checks run`, ..."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from portal.supervisor.at_hand import database
    from portal.supervisor.errors import StartError

    try:
        with database(sys.argv):
            execute_from_command_line(sys.argv)
    except (StartError, ImproperlyConfigured) as problem:
        sys.exit(f"Error: {problem}")


if __name__ == "__main__":
    main()
