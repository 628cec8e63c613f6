"""Checks that run get the term in which they do: it is known from when they were made."""

from django.db import migrations


def begin(apps, schema_editor):
    """A check that was paused and resumed before is taken to have been on all the while: that was not kept."""
    Check = apps.get_model("monitoring", "Check")
    CheckTerm = apps.get_model("monitoring", "CheckTerm")
    running = Check.objects.filter(paused_at__isnull=True, archived_at__isnull=True, terms__isnull=True)
    CheckTerm.objects.bulk_create(
        CheckTerm(
            check_definition_id=check.pk, from_at=check.created_at, interval_s=check.interval_s, grace_s=check.grace_s
        )
        for check in running
    )


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_months_and_protocols")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
