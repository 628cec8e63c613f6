from django.db import migrations, models


class Migration(migrations.Migration):
    """Readers say that they have read a version."""

    dependencies = [("docs_library", "0002_live_schema")]

    operations = [
        migrations.AddField("reading", "acknowledged_at", models.DateTimeField(editable=False, null=True)),
    ]
