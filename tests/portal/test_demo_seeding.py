"""The demonstration year is lived through the services, whole, and once."""

from __future__ import annotations

import pytest

from components.models import Maintenance
from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from docs_library.models import Document, StaleSignal, Version
from incidents.models import Incident
from notifications.models import Notice
from partners.models import Contact, Contract, ContractFile
from portal.demo.seeding import seed
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db
MODELS = (Contract, ContractFile, Notice, Incident, Contact, Document, Version)


def test_the_year(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):  # its own day: which contracts end soon depends on it
        live_it_twice()


def live_it_twice():
    import_catalogue(by=SYSTEM)
    told: list[str] = []
    seed(lambda done, total, what: told.append(f"{done}/{total}"), AS_OF)
    assert told[-1].split("/")[0] == told[-1].split("/")[1]
    counts = {model.__name__: model.objects.count() for model in MODELS}
    assert (counts["Contract"], counts["ContractFile"]) == (12, 2)
    assert counts["Notice"] >= 16
    assert counts["Incident"] >= 12
    assert Maintenance.objects.exclude(late_reason="").count() == 1
    waits = {row.slug: row.why_decide for row in Contract.objects.all() if row.why_decide}
    assert waits["l-02"] == ["amount"], "95 % of its amount is used"
    assert {"l-10", "l-12"} <= set(waits), "the day of notice has passed"
    about = Notice.objects.filter(about__startswith="document:").values_list("about", flat=True)
    assert set(about) == {"document:ska-andmeteenused", "document:ska-andmeteenused-kavand"}
    guarded = Incident.objects.filter(guard="document").values_list("ref", "guard_document__slug")
    assert dict(guarded) == {
        "UK-2026-003": "programm-viskab-valja",
        "UK-2026-011": "star-administraatori-juhend",
    }
    assert StaleSignal.objects.open().get().document.slug == "iseteeninduse-stiiliraamat"
    seed(lambda *_step: None, AS_OF)
    assert counts == {model.__name__: model.objects.count() for model in MODELS}
