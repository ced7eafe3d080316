"""The tables of this room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
        ('people', '0001_tables'),
        ('shop', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Queue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('chat', 'Chat'), ('phone', 'Phone'), ('form', 'Form'), ('order_page', 'Order page')], max_length=12)),
                ('address', models.EmailField(blank=True, help_text='Mail to this address comes in here; in small letters.', max_length=254)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('address',), name='an_address_feeds_one_queue')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=255)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('chat', 'Chat'), ('phone', 'Phone'), ('form', 'Form'), ('order_page', 'Order page')], max_length=12)),
                ('status', models.CharField(choices=[('open', 'Open'), ('waiting', 'Waiting for the customer'), ('snoozed', 'Asleep'), ('closed', 'Closed'), ('set_aside', 'Set aside')], default='open', max_length=10)),
                ('set_aside_as', models.CharField(blank=True, choices=[('spam', 'Spam'), ('merged', 'Merged into another case'), ('automatic', 'Automatic mail')], max_length=10)),
                ('priority', models.SmallIntegerField(choices=[(0, 'Low'), (1, 'Normal'), (2, 'High'), (3, 'Urgent')], default=1)),
                ('language', models.CharField(blank=True, help_text='As in en or de-at; empty: not known.', max_length=16)),
                ('opened_at', models.DateTimeField()),
                ('last_message_at', models.DateTimeField()),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                ('messages_count', models.PositiveIntegerField(default=0)),
                ('last_preview', models.CharField(blank=True, max_length=200)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shop.order')),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.queue')),
                ('is_live', models.BooleanField(default=False, help_text='The customer reads on their screen, in a chat: no mail.')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['-priority', 'waiting_since', 'id'], name='case_inbox_open'), models.Index(condition=models.Q(('assignee__isnull', False), ('status', 'open')), fields=['assignee', '-priority', 'waiting_since', 'id'], name='case_inbox_mine'), models.Index(condition=models.Q(('assignee', None), ('status', 'open')), fields=['-priority', 'waiting_since', 'id'], name='case_inbox_unassigned'), models.Index(condition=models.Q(('status', 'open')), fields=['queue', '-priority', 'waiting_since', 'id'], name='case_inbox_queue'), models.Index(condition=models.Q(('status', 'waiting')), fields=['-last_message_at', '-id'], name='case_inbox_waiting'), models.Index(condition=models.Q(('status', 'closed')), fields=['-last_message_at', '-id'], name='case_inbox_closed'), models.Index(condition=models.Q(('status', 'open')), fields=['-last_message_at', '-id'], name='case_inbox_open_newest'), models.Index(condition=models.Q(('status', 'snoozed')), fields=['snoozed_until', 'id'], name='case_inbox_snoozed'), models.Index(fields=['customer', '-last_message_at'], name='case_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'open'), ('waiting_since__isnull', False)), models.Q(models.Q(('status', 'open'), _negated=True), ('waiting_since__isnull', True)), _connector='OR'), name='an_open_case_waits_for_us'), models.CheckConstraint(condition=models.Q(models.Q(('snoozed_until__isnull', False), ('status', 'snoozed')), models.Q(models.Q(('status', 'snoozed'), _negated=True), ('snoozed_until__isnull', True)), _connector='OR'), name='a_sleeping_case_says_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'set_aside'), models.Q(('set_aside_as', ''), _negated=True)), models.Q(models.Q(('status', 'set_aside'), _negated=True), ('set_aside_as', '')), _connector='OR'), name='what_is_set_aside_says_as_what')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='a_case_is_closed_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Reply'), ('note', 'Internal note')], default='reply', max_length=6)),
                ('author_kind', models.CharField(choices=[('customer', 'Customer'), ('agent', 'Agent'), ('seller', 'Seller'), ('driver', 'Driver'), ('system', 'System'), ('other', 'Somebody else')], max_length=8)),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('from_address', models.CharField(blank=True, max_length=320)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('quoted_text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('message_id', models.CharField(blank=True, max_length=255)),
                ('in_reply_to', models.CharField(blank=True, max_length=255)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('bounce_reason', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(max_length=80, null=True, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='cases.case')),
                ('outgoing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.outgoingmail')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='message_of_case'), models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='message_by_message_id')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outgoing__isnull', False)), fields=('message_id',), name='our_message_ids_are_unique')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='cases.message')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'agent'), name='one_draft_per_agent_and_case')],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='cases.message')),
                ('words', models.TextField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('chat', 'Chat'), ('phone', 'Phone'), ('form', 'Form'), ('order_page', 'Order page')], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('last_sign_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_cause', models.CharField(blank=True, choices=[('closed', 'The case was closed'), ('ended', 'The agent ended it'), ('transferred', 'It was handed on'), ('forgotten', 'Nothing had happened for a while')], max_length=12)),
                ('is_forgotten', models.BooleanField(default=False)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='cases.case')),
                ('reply', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.message')),
            ],
            options={
                'indexes': [models.Index(fields=['agent', 'opened_at'], name='contact_of_agent'), models.Index(condition=models.Q(('ended_at', None)), fields=['last_sign_at'], name='contact_running')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'agent'), name='a_contact_runs_once_per_agent'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('opened_at')), _connector='OR'), name='a_contact_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('talk', 'Talk'), ('hold', 'Hold'), ('after', 'After-contact work')], max_length=5)),
                ('cause', models.CharField(blank=True, help_text='As in waiting on carrier, slow system.', max_length=60)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='cases.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('contact',), name='one_segment_runs_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='a_segment_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('waiting_since', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_cause', models.CharField(blank=True, choices=[('time', 'Its time came'), ('message', 'Somebody wrote'), ('hand', 'Somebody went on with it')], max_length=7)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='a_case_sleeps_once')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['account', 'due_at'], name='follow_up_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('case', 'account'), name='one_follow_up_for_a_person_and_case')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CaseTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_tags', to='cases.case')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.tag')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'tag'), name='a_case_carries_a_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='two_cases_are_linked_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='the_older_case_comes_first')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('before', models.JSONField(default=dict)),
                ('carried', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['into'], name='merged_into')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('source',), name='a_case_goes_into_one_other'), models.CheckConstraint(condition=models.Q(('source', models.F('into')), _negated=True), name='no_case_goes_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='cases.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['account', '-id'], name='mention_unseen')],
                'constraints': [models.UniqueConstraint(fields=('message', 'account'), name='a_note_names_somebody_once')],
            },
        ),
        migrations.CreateModel(
            name='HeldReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('before', models.JSONField(default=dict)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='held', to='cases.message')),
            ],
        ),
        migrations.CreateModel(
            name='Viewer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('writing_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='viewers', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(fields=['seen_at'], name='viewer_seen')],
                'constraints': [models.UniqueConstraint(fields=('case', 'account'), name='one_viewer_for_a_person_and_case')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('question', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='a_view_has_its_own_name')],
            },
        ),
        migrations.CreateModel(
            name='BulkChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('key', models.CharField(max_length=60, unique=True)),
                ('rows', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('address', models.EmailField(help_text='In small letters.', max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('from_settings', models.BooleanField(default=False)),
                ('imap_host', models.CharField(max_length=255)),
                ('imap_port', models.PositiveIntegerField(default=993)),
                ('imap_security', models.CharField(choices=[('tls', 'encrypted (TLS)'), ('starttls', 'encrypted after a greeting (STARTTLS)'), ('none', 'not encrypted, this machine only')], default='tls', max_length=8)),
                ('imap_folder', models.CharField(default='INBOX', max_length=200)),
                ('user', models.CharField(max_length=320)),
                ('sign_in', models.CharField(choices=[('password', 'by a password'), ('oauth2', 'by OAuth 2')], default='password', max_length=8)),
                ('sealed_password', models.TextField(blank=True)),
                ('token_url', models.URLField(blank=True, max_length=500)),
                ('client_id', models.CharField(blank=True, max_length=300)),
                ('scope', models.CharField(blank=True, max_length=500)),
                ('sealed_client_secret', models.TextField(blank=True)),
                ('sealed_refresh_token', models.TextField(blank=True)),
                ('smtp_host', models.CharField(blank=True, max_length=255)),
                ('smtp_port', models.PositiveIntegerField(default=587)),
                ('smtp_security', models.CharField(choices=[('tls', 'encrypted (TLS)'), ('starttls', 'encrypted after a greeting (STARTTLS)'), ('none', 'not encrypted, this machine only')], default='starttls', max_length=8)),
                ('next_poll_at', models.DateTimeField(null=True)),
                ('last_polled_at', models.DateTimeField(null=True)),
                ('last_mail_at', models.DateTimeField(null=True)),
                ('mails_taken', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row.')),
                ('failing_since', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('queue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.queue')),
            ],
            options={
                'verbose_name_plural': 'mailboxes',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='IncomingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, help_text='SHA-256 of the bytes and the envelope.', max_length=64)),
                ('message_id', models.CharField(blank=True, max_length=255)),
                ('envelope_from', models.CharField(blank=True, max_length=320)),
                ('envelope_to', models.JSONField(default=list)),
                ('source', models.CharField(choices=[('smtp', 'SMTP'), ('lmtp', 'LMTP'), ('imap', 'IMAP'), ('form', 'Form')], max_length=4)),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('accepted', 'Accepted'), ('landed', 'Landed'), ('duplicate', 'Came twice'), ('ignored', 'Not for a person'), ('quarantined', 'In quarantine')], default='accepted', max_length=11)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('landed_key', models.CharField(max_length=64, null=True, unique=True)),
                ('size', models.PositiveIntegerField()),
                ('raw', models.BinaryField()),
                ('landed_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.message')),
                ('mailbox', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.mailbox')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'accepted')), fields=['id'], name='incoming_accepted'), models.Index(condition=models.Q(('state', 'accepted')), fields=['message_id'], name='incoming_accepted_by_id'), models.Index(condition=models.Q(('state', 'quarantined')), fields=['-id'], name='incoming_quarantined'), models.Index(fields=['sender', 'received_at'], name='incoming_by_sender')],
            },
        ),
        migrations.CreateModel(
            name='MailboxPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.CharField(max_length=300, unique=True)),
                ('uid_validity', models.BigIntegerField()),
                ('last_uid', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='due', serialize=False, to='cases.case')),
                ('at', models.DateTimeField()),
                ('soon_at', models.DateTimeField(null=True)),
                ('what', models.CharField(choices=[('first', 'First reply'), ('next', 'Reply'), ('resolution', 'Resolution')], max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['at', 'case'], name='case_due')],
            },
        ),
        migrations.CreateModel(
            name='SideThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('with_name', models.CharField(blank=True, max_length=120)),
                ('with_address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('is_answered', models.BooleanField(default=False, help_text='They wrote last.')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sides', to='cases.case')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['case'], name='sides_of_case')],
            },
        ),
        migrations.CreateModel(
            name='SideMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_ours', models.BooleanField()),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('from_address', models.CharField(blank=True, max_length=320)),
                ('text', models.TextField(blank=True)),
                ('quoted_text', models.TextField(blank=True)),
                ('files', models.JSONField(blank=True, default=list)),
                ('at', models.DateTimeField()),
                ('message_id', models.CharField(blank=True, max_length=255)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(max_length=80, null=True, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incoming', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.incomingmail')),
                ('outgoing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.outgoingmail')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='cases.sidethread')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='side_by_message_id')],
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('added_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='cases.draft')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('draft', 'sha256', 'name'), name='a_file_stands_once_in_a_draft')],
            },
        ),
        migrations.CreateModel(
            name='FileScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Not scanned yet'), ('clean', 'Nothing found'), ('infected', 'Infected')], default='waiting', max_length=8)),
                ('found', models.CharField(blank=True, max_length=200)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('next_attempt_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='files_to_scan')],
            },
        ),
    ]
