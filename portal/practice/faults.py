"""What is broken: one file per service in ``PORTAL_DATA/practice/``, read at each request, so it survives restarts."""

from __future__ import annotations

from pathlib import Path

REFUSE, HANG, ERROR = "refuse", "hang", "503"
HOWS = (ERROR, HANG, REFUSE)
SERVICES = (
    "tara",
    "govsso",
    "ldap",
    "tls",
    "xtee",
    "xtee-rr",
    "logi",
    "paringulogi",
    "andmejalgija",
    "iseteenindus",
    "star",
)
GROUPS = {
    "authentication": ("tara", "govsso"),
    "exchange": ("xtee", "xtee-rr"),
    "logging": ("logi", "paringulogi", "andmejalgija"),
    "self-service": ("iseteenindus",),
    "everything": SERVICES,
}


class Faults:
    """The broken services under a folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "practice"

    def of(self, service: str) -> str:
        """How the service is broken; "" where it works."""
        try:
            how = (self._folder / service).read_text().strip()
        except OSError:
            return ""
        return how if how in HOWS else ERROR

    def break_(self, name: str, how: str = ERROR) -> tuple[str, ...]:
        """Break a service or a group; gives the services. Raises KeyError for a name that there is not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for service in services_of(name):
            (self._folder / service).write_text(how)
        return services_of(name)

    def mend(self, name: str) -> tuple[str, ...]:
        """As ``break_``, the other way."""
        for service in services_of(name):
            (self._folder / service).unlink(missing_ok=True)
        return services_of(name)


def services_of(name: str) -> tuple[str, ...]:
    """The services of a group, or the one of that name. Raises KeyError."""
    if name in SERVICES:
        return (name,)
    return GROUPS[name]
