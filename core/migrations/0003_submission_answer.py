from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_cache_table")]
    operations = [
        migrations.AddField("submission", "answer", models.JSONField(null=True)),
    ]
