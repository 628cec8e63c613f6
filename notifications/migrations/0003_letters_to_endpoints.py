import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('notifications', '0002_endpoint')]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='endpoint',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notifications.endpoint'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='endpoint',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='notifications.endpoint'),
        ),
        migrations.RemoveConstraint(model_name='subscription', name='subscription_unique'),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('user', 'address', 'topic', 'channel', 'endpoint'), name='subscription_unique', nulls_distinct=False),
        ),
    ]
