"""Files of contracts on pages and in the API: added, refused, read and kept from those who may not."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict
from core.models import StoredFile
from partners import services
from partners.models import ContractFile
from tests.factories import files as make
from tests.factories.files import upload
from tests.factories.partners import contract
from tests.fakes.clamd import EICAR, Clamd

pytestmark = pytest.mark.django_db
RESTRICTED = {"restriction_basis": "AvTS § 35 lg 1 p 9", "restricted_from": date(2022, 5, 1)}
NEW = "/partners/contracts/l-1/files/new/"


def sent(name: str = "Leping.pdf", content: bytes = make.PDF, **values) -> dict:
    return {"file": SimpleUploadedFile(name, content), "kind": "annex", "title": "Lisa üks", **values}


def attached(by=SYSTEM, **values) -> ContractFile:
    row = contract("l-1", **values)
    return services.add_file(contract=row, file=upload(), kind="contract", title="Salajane pealkiri", by=by)


def door(row: ContractFile) -> str:
    return f"/partners/contracts/{row.contract.slug}/files/{row.pk}/"


def trail(action: str):
    return AuditRecord.objects.filter(action=f"partners.{action}_file_of_contract")


class TestAdding:
    def test_added_listed_downloaded_and_put_away(self, as_):
        contract("l-1")
        client = as_("owner")
        assert "multipart/form-data" in client.get(NEW).content.decode()
        answer = client.post(NEW, sent())
        assert answer["Location"] == "/partners/contracts/l-1/#files"
        row = ContractFile.objects.get()
        page = client.get("/partners/contracts/l-1/").content.decode()
        for words in ("Lisa üks", row.stored.sha256, str(row.stored.get_scan_display())):
            assert words in page
        file = client.get(door(row))
        assert file.getvalue() == make.PDF
        assert file["Content-Disposition"] == 'attachment; filename="Leping.pdf"'
        assert "no-store" in file["Cache-Control"]
        client.post(f"{door(row)}archive/")
        assert client.get(door(row)).status_code == 404
        assert "Lisa üks" not in client.get("/partners/contracts/l-1/").content.decode()
        assert client.post(f"{door(row)}archive/").status_code == 404
        assert [one.action.split(".")[1] for one in AuditRecord.objects.order_by("pk") if "file" in one.action] == [
            "add_file_of_contract",
            "archive_file_of_contract",
        ]

    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.pdf", make.EXE), ("a.exe", make.EXE), ("a.pdf", b""), ("a.xml", b"<!DOCTYPE a><a/>")],
    )
    def test_refused_with_what_was_typed(self, as_, name, content):
        contract("l-1")
        answer = as_("owner").post(NEW, sent(name, content))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Lisa üks" in page
        assert 'value="annex" selected' in page
        assert "error-summary" in page
        assert not StoredFile.objects.exists()

    def test_larger_than_the_limit(self, as_, settings):
        settings.UPLOAD_LIMIT = 100_000
        contract("l-1")
        answer = as_("owner").post(NEW, sent(content=make.PDF + b" " * 3_000_000))
        assert answer.status_code == 422
        assert "Lisa üks" in answer.content.decode()
        assert not StoredFile.objects.exists()

    def test_without_a_file_or_title(self, as_):
        contract("l-1")
        client = as_("owner")
        assert client.post(NEW, {"kind": "annex", "title": "x"}).status_code == 422
        assert client.post(NEW, sent(title="")).status_code == 302
        assert ContractFile.objects.get().title == "Leping.pdf"

    def test_an_upload_that_broke_off(self, as_):
        contract("l-1")
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4'
        answer = as_("owner").generic("POST", NEW, body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in (400, 422)
        assert not StoredFile.objects.exists()

    def test_a_double_click_and_the_same_file_again(self, as_):
        contract("l-1")
        client = as_("owner")
        for _click in range(2):
            assert client.post(NEW, sent(submission="abc")).status_code == 302
        again = client.post(NEW, sent(submission="def", title="Sama"))
        assert again.status_code == 409
        assert "Lisa üks" in again.content.decode()
        assert StoredFile.objects.count() == 1

    def test_to_a_contract_put_away_meanwhile(self, cast):
        row = contract("l-1")
        row.archived_at = clock.now()
        row.save()
        with pytest.raises(Conflict):
            services.add_file(contract=row, file=upload(), kind="annex", by=cast.actor("owner"))

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once(self, cast):
        row, by, outcomes = contract("l-1"), cast.actor("owner"), []

        def add() -> None:
            try:
                services.add_file(contract=row, file=upload(), kind="annex", by=by)
                outcomes.append("added")
            except Conflict:
                outcomes.append("there")
            finally:
                connection.close()

        threads = [threading.Thread(target=add) for _one in range(3)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(outcomes) == ["added", "there", "there"]
        assert StoredFile.objects.count() == 1


class TestScanner:
    def test_an_infected_file_is_refused_and_told_to_the_trail(self, as_, settings):
        contract("l-1")
        with Clamd() as clamd:
            settings.CLAMD = clamd.address
            answer = as_("owner").post(NEW, sent("a.txt", EICAR, submission="abc"))
            api = as_("owner").post("/api/v1/contracts/l-1/files/", sent("a.txt", EICAR))
        assert (answer.status_code, api.status_code) == (422, 422)
        assert [one.changes for one in trail("refuse")] == [{"finding": ["", "Eicar-Test-Signature"]}] * 2
        assert not StoredFile.objects.exists()

    def test_without_an_answer_nothing_is_kept(self, as_, settings):
        contract("l-1")
        settings.CLAMD = "127.0.0.1:1"
        answer = as_("owner").post(NEW, sent())
        assert answer.status_code == 409
        assert "Lisa üks" in answer.content.decode()
        assert not StoredFile.objects.exists()


class TestRestricted:
    def test_nobody_else_hears_of_it(self, as_):
        row = attached(**RESTRICTED)
        for who in ("staff", "admin", "partner_b", "resolver"):
            client = as_(who)
            for address in (door(row), f"/api/v1/contracts/l-1/files/{row.pk}/", "/api/v1/contracts/l-1/files/"):
                assert client.get(address).status_code == 404, (who, address)
            assert "Salajane" not in client.get("/search/?q=salajane").content.decode()
        assert not any("Salajane" in str((one.label, one.changes)) for one in AuditRecord.objects.all())

    def test_reading_is_told_to_the_trail(self, as_):
        row = attached(**RESTRICTED)
        client = as_("auditor")
        client.get(door(row)).getvalue()
        client.get(f"/api/v1/contracts/l-1/files/{row.pk}/").getvalue()
        assert trail("read").count() == 2
        assert trail("read")[0].label == "L-1"
        assert "Salajane" in client.get("/search/?q=salajane").content.decode()

    def test_reading_another_is_not(self, as_):
        row = attached()
        as_("staff").get(door(row)).getvalue()
        assert not trail("read").exists()

    def test_a_file_is_reached_by_its_own_contract_alone(self, as_):
        row = attached(**RESTRICTED)
        contract("l-2")
        assert as_("owner").get(f"/partners/contracts/l-2/files/{row.pk}/").status_code == 404
        assert as_("owner").get(f"/api/v1/contracts/l-2/files/{row.pk}/").status_code == 404


class TestApi:
    def test_added_listed_downloaded_put_away(self, as_):
        contract("l-1")
        client = as_("owner")
        made = client.post("/api/v1/contracts/l-1/files/", sent())
        assert made.status_code == 201, made.content
        assert client.get("/api/v1/contracts/l-1/files/").json() == [made.json()]
        address = f"/api/v1/contracts/l-1/files/{made.json()['id']}/"
        assert client.get(address).getvalue() == make.PDF
        for kind in ("application/pdf", "application/octet-stream", "application/json"):
            given = client.get(address, headers={"Accept": kind})
            assert (given.status_code, given["Content-Type"], given.getvalue()) == (200, "application/pdf", make.PDF)
        gone = client.get(f"{address}9/", headers={"Accept": "application/pdf"})
        none = client.get("/api/v1/contracts/l-1/files/999999/", headers={"Accept": "application/pdf"})
        assert (gone.status_code, none.status_code, none.json()["status"]) == (404, 404, 404)
        assert as_("staff").post(f"{address}archive/").status_code == 403
        assert as_("owner").post(f"{address}archive/").status_code == 200
        assert client.get(address).status_code == 404

    def test_refused_as_a_problem(self, as_):
        contract("l-1")
        answer = as_("owner").post("/api/v1/contracts/l-1/files/", sent("a.pdf", make.EXE))
        assert answer.status_code == 422
        assert answer.json()["errors"]["file"]
        assert as_("staff").post("/api/v1/contracts/l-1/files/", sent()).status_code == 403
        plain = as_("owner").post("/api/v1/contracts/l-1/files/", "{}", content_type="application/json")
        assert plain.status_code == 415

    def test_sent_again_under_its_key(self, as_):
        contract("l-1")
        client, key = as_("owner"), {"Idempotency-Key": "k1"}
        first, again = (client.post("/api/v1/contracts/l-1/files/", sent(), headers=key) for _turn in range(2))
        assert again.headers["Idempotency-Replayed"] == "true"
        assert first.json() == again.json()
        other = client.post("/api/v1/contracts/l-1/files/", sent(content=make.PDF + b"\n"), headers=key)
        assert other.status_code == 422
        assert ContractFile.objects.count() == 1
