"""``portal up`` of the demonstration (checks may look at this machine) without its practice ground and seeded year."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from portal.supervisor import demonstration, up

    demonstration.parts = list
    up.run(up.say_line)


if __name__ == "__main__":
    main()
