from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("docs_library", "0002_live_schema"), ("docs_library", "0003_reading_acknowledged")]
    operations = []
