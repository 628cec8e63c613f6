from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [("core", "0003_submission_answer")]
    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("mime", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                (
                    "scan",
                    models.CharField(
                        choices=[("clean", "no viruses found"), ("not_scanned", "not scanned for viruses")],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                ("by_name", models.CharField(max_length=200)),
            ],
        ),
    ]
