"""The trail: masked, chained, refused by the database to whoever would change it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import services
from accounts.models import AuditRecord, AuditSeal
from accounts.services.audit import plain
from accounts.tasks import seal_audit
from core import clock
from core.actor import SYSTEM

pytestmark = pytest.mark.django_db
CODE = "37605030299"  # the example code of EVS 585


def written(count: int = 3) -> list[AuditRecord]:
    return [services.record("test.act", by=SYSTEM, label=f"row {n}") for n in range(count)]


def forged(sql: str) -> None:
    """Change the trail as somebody who owns the database would: without its guard."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_codes_are_masked_and_values_are_plain():
    day = clock.today()
    row = services.record("test.act", by=SYSTEM, label=CODE, changes={"a": [CODE, day], "b": [1, None]}, reason=CODE)
    assert CODE not in f"{row.label}{row.changes}{row.reason}"
    assert row.changes == {"a": ["[isikukood]", day.isoformat()], "b": [1, None]}
    assert plain({"k": {1}}) == {"k": [1]}


def test_seal_chains_batches_and_verify_agrees():
    written(5)
    first, second = services.seal(limit=3), services.seal(limit=3)
    assert services.seal() is None
    assert (first.number, first.count, second.number, second.count) == (1, 3, 2, 2)
    assert second.previous_hash == first.hash
    written(1)
    report = services.verify()
    assert report.is_whole
    assert (report.batches, report.sealed, report.unsealed, report.last_hash) == (2, 5, 1, second.hash)


def test_a_row_that_commits_late_falls_into_a_later_batch():
    written(2)
    services.seal()
    AuditRecord.objects.create(pk=-5, action="test.late", actor_kind="system")
    assert services.seal().number == 2
    assert services.verify().is_whole


@pytest.mark.parametrize(
    ("sql", "batch", "why"),
    [
        ("UPDATE accounts_auditrecord SET label = 'other' WHERE label = 'row 1'", 1, "content"),
        ("DELETE FROM accounts_auditrecord WHERE label = 'row 1'", 1, "count"),
        ("UPDATE accounts_auditseal SET previous_hash = 'x' WHERE number = 2", 2, "chain"),
        (
            "DELETE FROM accounts_auditrecord WHERE label IN ('row 0', 'row 1'); "
            "DELETE FROM accounts_auditseal WHERE number = 1",
            1,
            "missing",
        ),
    ],
)
def test_verify_names_the_first_broken_batch(sql, batch, why):
    written(4)
    services.seal(limit=2)
    services.seal(limit=2)
    forged(sql)
    report = services.verify()
    assert (report.broken, report.why, report.is_whole) == (batch, why, False)
    with pytest.raises(CommandError, match=f"batch {batch}"):
        call_command("audit", "verify")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_auditrecord SET label = 'other'",
        "DELETE FROM accounts_auditrecord",
        "UPDATE accounts_auditrecord SET seal_id = NULL",
        "UPDATE accounts_auditseal SET hash = ''",
        "DELETE FROM accounts_auditseal",
    ],
)
def test_the_database_refuses(sql):
    written(1)
    services.seal()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_code_refuses():
    row = written(1)[0]
    with pytest.raises(TypeError):
        AuditRecord.objects.filter(pk=row.pk).update(label="other")
    with pytest.raises(TypeError):
        AuditRecord.objects.filter(pk=row.pk).delete()


def test_task_and_command(capsys):
    written(2)
    seal_audit()
    assert AuditSeal.objects.count() == 1
    written(1)
    call_command("audit", "seal")
    assert "3 rows in 2 batches, 0 not sealed" in capsys.readouterr().out
