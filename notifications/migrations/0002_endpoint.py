import core.clock
import django.db.models.deletion
import notifications.models.endpoints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_audit_append_only'),
        ('notifications', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False, verbose_name='created')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('channel', models.CharField(choices=notifications.models.endpoints.channel_choices, max_length=20, verbose_name='channel')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('url_sealed', models.TextField()),
                ('shown', models.CharField(max_length=300)),
                ('target', models.CharField(max_length=300)),
                ('secret_sealed', models.TextField(blank=True)),
                ('old_secret_sealed', models.TextField(blank=True)),
                ('old_secret_until', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('active', 'active'), ('disabled', 'disabled')], default='active', max_length=10)),
                ('disabled_because', models.CharField(blank=True, max_length=300)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='accounts.organisation')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('user__isnull', False), ('organisation__isnull', False), _connector='XOR'), name='endpoint_has_one_owner'),
                    models.CheckConstraint(condition=models.Q(('old_secret_sealed', ''), ('old_secret_until__isnull', False), _connector='XOR'), name='endpoint_old_secret_ends'),
                ],
            },
        ),
    ]
