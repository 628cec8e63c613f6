"""Drafts: begun, written, sent to review; after that nothing changes."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from docs_library import services
from docs_library.models import Annex, Version, VersionText
from docs_library.services.drafting import checksum
from tests.factories import library as make
from tests.factories.files import EXE, PDF, upload

pytestmark = pytest.mark.django_db


def write(row, body="Tekst", language="et", **more):
    return services.write_text(version=row, language=language, body=body, by=SYSTEM, **more)


class TestBeginning:
    def test_numbers_go_on_and_names_are_given_once(self):
        document = make.guide()
        first = make.made_live(make.draft(document, "1.0"))
        with pytest.raises(Conflict) as refused:
            make.draft(document, "1.0")
        assert refused.value.field == "label"
        second = make.draft(document, "2.0")
        assert (first.number, second.number) == (1, 2)

    def test_one_is_on_its_way_at_a_time(self):
        row = make.draft(make.guide())
        for act in (lambda: None, lambda: make.approved(row)):
            act()
            with pytest.raises(Conflict, match=r"1\.0"):
                make.draft(row.document, "1.1")
        services.withdraw(version=row, because="Jääb ära", by=SYSTEM)
        assert make.draft(row.document, "1.1").number == 2

    def test_it_begins_with_what_is_in_force_or_empty(self):
        live = make.published(annexes=("Lisa",))
        copy = services.start_version(document=live.document, label="2.0", by=SYSTEM)
        assert copy.texts.get().body == live.texts.get().body
        assert copy.annexes.get().stored == live.annexes.get().stored
        services.withdraw(version=copy, because="Jääb ära", by=SYSTEM)
        empty = services.start_version(document=live.document, label="3.0", is_empty=True, by=SYSTEM)
        assert not empty.texts.exists()
        assert not empty.annexes.exists()

    def test_what_is_restricted_stays_restricted_in_the_copy(self):
        live = make.published(annexes=("Avalik", "Salajane"))
        whole, of_annex = (
            make.restricted(live),
            make.restricted(live, annex=live.annexes.get(title="Salajane"), days=60),
        )
        services.extend(restriction=whole, until_on=whole.until_on + timedelta(30), because="Kestab", by=SYSTEM)
        copy = services.start_version(document=live.document, label="2.0", change_note="x", by=SYSTEM)
        whole.refresh_from_db()
        same = copy.restrictions.get(annex=None)
        assert (same.basis, same.made_on, same.until_on) == (whole.basis, whole.made_on, whole.until_on)
        assert same.first_until_on == whole.first_until_on  # so that it is not extended twice
        assert copy.restrictions.get(annex__title="Salajane").until_on == of_annex.until_on
        assert not same.copies.exists()

    def test_what_is_over_is_not_carried_over(self, at):
        with at("2026-03-02T10:00"):
            live = make.published()
            make.restricted(live, days=3)
        with at("2026-03-06T10:00"):
            copy = services.start_version(document=live.document, label="2.0", by=SYSTEM)
        assert not copy.restrictions.exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"label": " "}, "label"),
            ({"label": "x" * 41}, "label"),
            ({"label": "1\r\nSet-Cookie: a=b"}, "label"),
            ({"label": "1", "in_force_until": clock.today()}, "in_force_until"),
            ({"label": "1", "audience": "named"}, "audience"),
            ({"label": "1", "audience": "kõik"}, "audience"),
        ],
    )
    def test_what_can_not_be_is_refused(self, values, field):
        with pytest.raises(Invalid) as refused:
            services.start_version(document=make.guide(), by=SYSTEM, **values)
        assert refused.value.field == field
        assert not Version.objects.exists()


class TestWriting:
    def test_a_text_and_its_checksum(self):
        row = make.draft(make.guide(), texts={})
        text = write(row, " Üks\r\nkaks \n")
        assert text.body == "Üks\nkaks"
        assert text.sha256 == hashlib.sha256("Üks\nkaks".encode()).hexdigest()

    def test_who_began_from_an_older_text_does_not_overwrite_the_newer(self):
        row = make.draft(make.guide(), texts={})
        first = write(row, "Esimene", seen="")
        with pytest.raises(Conflict):
            write(row, "Teine", seen="")
        write(row, "Kolmas", seen=first.sha256)
        with pytest.raises(Conflict):
            write(row, "Neljas", seen=first.sha256)
        assert row.texts.get().body == "Kolmas"

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"body": " "}, "body"), ({"language": "fi"}, "language"), ({"body": "x" * 400_001}, "body")],
    )
    def test_what_can_not_be_is_refused(self, values, field):
        row = make.draft(make.guide(), texts={})
        with pytest.raises(Invalid) as refused:
            write(row, **values)
        assert refused.value.field == field

    def test_personal_codes_are_masked(self):
        assert "38001085718" not in write(make.draft(make.guide(), texts={}), "Isik 38001085718").body

    def test_a_file_takes_the_place_of_what_was_typed(self):
        row = make.draft(make.guide())
        text = services.put_file(version=row, language="et", file=upload("Juhend.pdf"), by=SYSTEM)
        assert (text.body, text.extension, text.name) == ("", "pdf", "Juhend.pdf")
        assert write(row, "Jälle").stored is None
        assert row.texts.count() == 1

    def test_a_file_is_what_its_name_says_and_what_the_type_takes(self):
        row = make.draft(make.guide())
        for file in (upload("a.pdf", EXE), upload("a.exe", EXE), upload("a.pdf", b""), upload("a.wsdl", b"<a/>")):
            with pytest.raises(Invalid) as refused:
                services.put_file(version=row, language="et", file=file, by=SYSTEM)
            assert refused.value.field == "file"
        with pytest.raises(Invalid) as refused:
            make.annex(row, content=EXE)
        assert refused.value.field == "file"

    def test_a_text_is_taken_out(self):
        row = make.draft(make.guide(), texts={"et": "a", "ru": "b"})
        services.remove_text(version=row, language="ru", by=SYSTEM)
        with pytest.raises(Invalid):
            services.remove_text(version=row, language="ru", by=SYSTEM)
        assert [text.language for text in row.texts.all()] == ["et"]

    def test_annexes(self):
        row = make.draft(make.guide())
        first = make.annex(row, " ")
        assert first.title == "lisa.pdf"
        with pytest.raises(Conflict):
            make.annex(row, "Sama fail")
        services.archive_annex(annex=first, by=SYSTEM)
        with pytest.raises(Conflict):
            services.archive_annex(annex=first, by=SYSTEM)
        make.annex(row, "Jälle")


class TestSending:
    @pytest.mark.parametrize("ready", [lambda row: row, make.approved_after_review, make.in_force_after_review])
    def test_nothing_changes_after_that(self, ready):
        row = make.draft(make.guide())
        annex = make.annex(row)
        row = ready(services.submit(version=row, by=SYSTEM))
        said = {"label": "9", "change_note": "", "is_material": False}
        acts = (
            lambda: write(row, "Muu"),
            lambda: services.put_file(version=row, language="et", file=upload(), by=SYSTEM),
            lambda: services.remove_text(version=row, language="et", by=SYSTEM),
            lambda: make.annex(row, "Uus", content=PDF + b"x"),
            lambda: services.archive_annex(annex=annex, by=SYSTEM),
            lambda: services.change_version(version=row, by=SYSTEM, **said),
            lambda: services.submit(version=row, by=SYSTEM),
        )
        for act in acts:
            with pytest.raises(Conflict):
                act()
        assert checksum(row) == row.sha256

    def test_it_needs_estonian_and_from_the_second_on_a_word_of_what_changed(self):
        document = make.guide()
        row = make.draft(document, texts={"en": "Text"}, change_note="")
        with pytest.raises(Invalid) as refused:
            services.submit(version=row, by=SYSTEM)
        assert refused.value.code == "no-text"
        write(row)
        make.made_live(row)
        second = make.draft(document, change_note="")
        with pytest.raises(Invalid) as refused:
            services.submit(version=second, by=SYSTEM)
        assert refused.value.code == "no-note"

    def test_the_checksum_is_of_texts_annexes_and_their_names(self):
        row = make.draft(make.guide(), texts={"et": "a"})
        found = {checksum(row)}
        write(row, "b")
        found.add(checksum(row))
        write(row, "a", "en")
        found.add(checksum(row))
        annex = make.annex(row)
        found.add(checksum(row))
        Annex.objects.filter(pk=annex.pk).update(title="Muu")
        found.add(checksum(row))
        assert len(found) == 5

    @pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
    def test_who_does_not_write(self, who, cast):
        row, by = make.draft(make.guide()), cast.actor(who)
        acts = (
            lambda: services.start_version(document=row.document, label="x", by=by),
            lambda: services.write_text(version=row, language="et", body="x", by=by),
            lambda: services.put_file(version=row, language="et", file=upload(), by=by),
            lambda: services.add_annex(version=row, file=upload(), by=by),
            lambda: services.submit(version=row, by=by),
        )
        for act in acts:
            with pytest.raises(NotAllowed):
                act()


def together(*acts) -> list[Exception | None]:
    """Each act in a thread and transaction of its own, begun at one moment; what each raised."""
    start, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def work(n, act):
        try:
            start.wait()
            act()
        except Exception as error:
            raised[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_begin_a_draft(self):
        document = make.guide()
        raised = together(
            *(lambda n=n: services.start_version(document=document, label=f"{n}", by=SYSTEM) for n in range(4))
        )
        assert sorted(type(one).__name__ for one in raised) == ["Conflict"] * 3 + ["NoneType"]
        assert [row.number for row in document.versions.all()] == [1]

    def test_what_is_written_while_it_is_sent_is_in_the_checksum_or_refused(self):
        for n in range(4):
            row = make.draft(make.guide(f"d{n}"))
            raised = together(partial(services.submit, version=row, by=SYSTEM), partial(write, row, "Viimane"))
            row.refresh_from_db()
            assert raised[0] is None
            assert raised[1] is None or isinstance(raised[1], DomainError)
            assert row.sha256 == checksum(row)
            assert (VersionText.objects.get(version=row).body == "Viimane") is (raised[1] is None)
