"""A turn of a task keeps the day that it fell due after it, and whom it was delegated to: what stood on a past day can
then be told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_developments_turns_and_moves")]

    operations = [
        migrations.AddField("taskturn", "due_on", models.DateField(null=True)),
        migrations.AddField("taskturn", "to_name", models.CharField(blank=True, max_length=200)),
    ]
