import core.clock
import django.db.models.deletion
import notifications.models.endpoints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_submission_answer'),
        ('notifications', '0004_delivery_attempt'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(blank=True, max_length=100)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('channel', models.CharField(choices=notifications.models.endpoints.channel_choices, max_length=20, verbose_name='channel')),
                ('language', models.CharField(default='et', max_length=2)),
                ('asked_at', models.DateTimeField(default=core.clock.now)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('how', models.CharField(blank=True, choices=[('link', 'by the link of the letter'), ('page', 'signed in')], max_length=5)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='ack_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='confirm by'),
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='asks_ack',
            field=models.BooleanField(default=False, verbose_name='asks to confirm'),
        ),
        migrations.AddField(
            model_name='notice',
            name='ack_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='confirm by'),
        ),
        migrations.AddField(
            model_name='notice',
            name='asks_ack',
            field=models.BooleanField(default=False, verbose_name='asks to confirm'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('asks_ack', True), ('ack_due_at__isnull', True), _connector='OR'), name='notice_ack_due_is_asked'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='notice_update',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='notifications.noticeupdate'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='way_out',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.link'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='acknowledgement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notifications.acknowledgement'),
        ),
        migrations.AddIndex(
            model_name='acknowledgement',
            index=models.Index(fields=['about'], name='acknowledgement_about'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('notice_update', 'user'), name='acknowledgement_one_a_person'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', True)), fields=('notice_update', 'address'), name='acknowledgement_one_an_address'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('address', ''), _negated=True), _connector='OR'), name='acknowledgement_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('how', '')), models.Q(('acknowledged_at__isnull', False), models.Q(('how', ''), _negated=True)), _connector='OR'), name='acknowledgement_has_time_and_how'),
        ),
    ]
