"""A decision may correct an earlier one; a review of the job description is of two people."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_work_turns_due")]

    operations = [
        migrations.AddField(
            "decision",
            "corrects",
            models.ForeignKey(
                "planning.decision",
                django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                related_name="corrections",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            "historicaldecision",
            "corrects",
            models.ForeignKey(
                "planning.decision",
                django.db.models.deletion.DO_NOTHING,
                null=True,
                blank=True,
                db_constraint=False,
                related_name="+",
                verbose_name="corrects",
            ),
        ),
        migrations.AddConstraint(
            "descriptionreview",
            models.CheckConstraint(condition=~models.Q(holder=models.F("lead")), name="description_review_of_two"),
        ),
    ]
