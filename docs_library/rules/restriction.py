"""Access restriction (AK): on what bases, for how long. Pure.

Public Information Act (AvTS): § 35 lists the bases, § 40 says the terms (five years, one extension of up to five
years by the head's reasoned decision; information with personal data 75 years), § 41 what the mark holds.
The bases are those of the state's classifier of restrictions for information systems, and personal data.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

YEARS, MORE_YEARS = 5, 5


class Basis(NamedTuple):
    """``law`` is the provision as it is printed, ``about`` its words; ``years`` the longest term; ``ends`` is True
    where the restriction ends when the thing is approved, and needs no day."""

    code: str
    law: str
    about: str
    years: int = YEARS
    ends: bool = False


BASES = (
    Basis("p9", "AvTS § 35 lg 1 p 9", "Teave turvasüsteemide, turvaorganisatsiooni või turvameetmete kirjelduse kohta"),
    Basis("p10", "AvTS § 35 lg 1 p 10", "Tehnoloogilisi lahendusi sisaldav teave"),
    Basis("p12", "AvTS § 35 lg 1 p 12", "Isikuandmeid sisaldav teave", years=75),
    Basis("p17", "AvTS § 35 lg 1 p 17", "Ärisaladus"),
    Basis(
        "p18-1",
        "AvTS § 35 lg 1 p 18 (1)",
        "Elutähtsa teenuse riskianalüüsi ja toimepidevuse plaani puudutav teave",
    ),
    Basis(
        "2p1",
        "AvTS § 35 lg 2 p 1",
        "Õigusaktide eelnõud enne nende kooskõlastamiseks saatmist või vastuvõtmiseks esitamist",
        ends=True,
    ),
    Basis("2p2", "AvTS § 35 lg 2 p 2", "Dokumendi kavand ja selle juurde kuuluvad dokumendid", ends=True),
)
BY_CODE = {basis.code: basis for basis in BASES}


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def latest_until(basis: Basis, made_on: date) -> date:
    """The last day that a restriction made on the day may have (§ 40 (1) and (3))."""
    return years_after(made_on, basis.years)


def latest_extended(until_on: date) -> date:
    """The last day after an extension, counted from the end that it had (§ 40 (2))."""
    return years_after(until_on, MORE_YEARS)
