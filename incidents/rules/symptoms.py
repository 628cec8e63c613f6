"""What people see, in their words, and what it most likely is: the fault class and the kind of component."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symptom:
    """``kind`` is the component kind where it is looked for; ``redirect`` names who really helps, politely."""

    slug: str
    fault_class: str
    kind: str
    prefers: str = ""
    redirect: str = ""


SYMPTOMS = (
    Symptom("cannot_sign_in", "sisselogimine", "authentication", prefers="aut-tara"),
    Symptom("thrown_out", "seanss", "authentication", prefers="aut-govsso"),
    Symptom("not_opening", "katkestus", "authentication"),
    Symptom("slow", "aeglus", "exchange", prefers="av-sisend"),
    Symptom("data_missing", "andmeteenus", "exchange", prefers="av-sisend"),
    Symptom("looks_wrong", "stiil", "style", prefers="stiil-juhend"),
    Symptom("hard_to_use", "ligipaasetavus", "style", prefers="stiil-ligipaas"),
    Symptom("no_access", "kasutajaoigus", "authentication", prefers="aut-rollid", redirect="role"),
    Symptom("content_question", "tundmatu", "authentication", redirect="content"),
    Symptom("other", "tundmatu", "authentication"),
)
BY_SLUG = {symptom.slug: symptom for symptom in SYMPTOMS}


def pick_component(symptom: Symptom, components: dict[str, str]) -> str | None:
    """The slug of the likeliest component of a system; ``components`` maps slug to kind.

    The preferred one where the system uses it, else the first of the kind, else any first one.
    """
    if symptom.prefers in components:
        return symptom.prefers
    of_kind = sorted(slug for slug, kind in components.items() if kind == symptom.kind)
    return (of_kind or sorted(components) or [None])[0]
