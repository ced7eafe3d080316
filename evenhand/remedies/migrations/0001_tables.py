"""The tables of this room."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('people', '0001_tables'),
        ('policies', '0001_tables'),
        ('shop', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Care',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Who it is about, as a hash, so that there is one at a time.', max_length=64)),
                ('state', models.CharField(choices=[('proposed', 'Waits for a person'), ('agreed', 'In effect'), ('declined', 'Left as it was'), ('ended', 'Over')], default='proposed', max_length=10)),
                ('figures', models.JSONField(help_text='Counts and shares on which it was proposed, as they were.')),
                ('proposed_at', models.DateTimeField()),
                ('handover', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('accounts', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-proposed_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'agreed'))), fields=('key',), name='one_care_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_person_decides_about_care'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'agreed'), _negated=True), models.Q(('ends_at__gt', models.F('decided_at')), ('review_on__isnull', False)), _connector='OR'), name='care_ends_and_is_looked_at_again')],
            },
        ),
        migrations.CreateModel(
            name='CareLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('care', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='remedies.care')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pieces', models.CharField(blank=True, help_text='The numbers of its lines, as in 3,7.', max_length=500)),
                ('kind', models.CharField(choices=[('lost', 'Lost on the way'), ('not_received', 'Marked delivered, not received'), ('damaged', 'Arrived damaged'), ('wrong_item', 'Wrong item'), ('missing_part', 'Part missing'), ('late', 'Late'), ('not_as_described', 'Not as described')], max_length=20)),
                ('customer_words', models.TextField(blank=True)),
                ('opened_at', models.DateTimeField()),
                ('key', models.CharField(blank=True, help_text='Of one press of one button, where there was one.', max_length=100)),
                ('state', models.CharField(choices=[('open', 'Open'), ('settled', 'Put right'), ('withdrawn', 'Withdrawn by the customer'), ('found', 'Parcel turned up'), ('chargeback', "With the customer's bank")], default='open', max_length=10)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by_label', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lines', models.ManyToManyField(blank=True, related_name='+', to='shop.line')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order')),
                ('shipment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shipment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('shipment__isnull', False), ('state', 'open')), fields=('order', 'kind', 'shipment', 'pieces'), name='one_open_claim_per_pieces_and_kind'), models.UniqueConstraint(condition=models.Q(('shipment__isnull', True), ('state', 'open')), fields=('order', 'kind', 'pieces'), name='one_open_claim_without_parcel_per_pieces_and_kind'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('order', 'key'), name='one_press_opens_one_claim'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='a_claim_ends_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cancel', 'Cancellation'), ('change_address', 'Change of address'), ('change_payment', 'Change of payment'), ('change_items', 'Change of items'), ('return', 'Return'), ('exchange', 'Exchange'), ('price_adjustment', 'Price adjustment'), ('refund', 'Refund'), ('replacement', 'Replacement'), ('credit', 'Goodwill credit')], max_length=20)),
                ('wish', models.JSONField(blank=True, default=dict, help_text='Of a change: what was asked for, as it was.')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('requested', 'Waits for the goods'), ('reserved', 'On its way'), ('done', 'Done'), ('unknown', 'On its way, not confirmed yet'), ('failed', 'Did not go through'), ('cancelled', 'Called off')], max_length=10)),
                ('idempotency_key', models.CharField(max_length=100, unique=True)),
                ('shipping_minor', models.BigIntegerField(default=0, help_text='How much of a refund is for shipping.')),
                ('expires_at', models.DateTimeField(blank=True, help_text='Of a credit: when it lapses.', null=True)),
                ('clauses', models.JSONField(default=list, help_text='As in [{"number": "2.1", "title": "Lost parcels"}].')),
                ('reasons', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('verdict', models.CharField(max_length=20)),
                ('granted_at', models.DateTimeField()),
                ('granted_by_label', models.CharField(max_length=200)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='remedies.claim')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order')),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('refunds', models.ManyToManyField(blank=True, related_name='+', to='shop.refund')),
                ('shipment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shipment')),
            ],
            options={
                'verbose_name_plural': 'remedies',
                'ordering': ['granted_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ('refund', 'replacement')), ('state__in', ('proposed', 'requested', 'reserved', 'unknown', 'done'))), fields=('claim',), name='a_claim_is_made_whole_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'requested', 'reserved', 'unknown', 'done'))), fields=('claim', 'kind'), name='one_live_remedy_of_a_kind_per_claim'), models.UniqueConstraint(condition=models.Q(('kind', 'cancel'), ('state__in', ('proposed', 'requested', 'reserved', 'unknown', 'done'))), fields=('order',), name='an_order_is_cancelled_once'), models.UniqueConstraint(condition=models.Q(('kind__in', ('cancel', 'change_address', 'change_payment', 'change_items', 'return', 'exchange')), ('state__in', ('proposed', 'requested', 'reserved', 'unknown'))), fields=('order',), name='one_change_of_an_order_at_a_time'), models.CheckConstraint(condition=models.Q(('claim__isnull', False), models.Q(('kind', 'replacement'), _negated=True), _connector='OR'), name='a_replacement_rests_on_a_claim'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', models.F('shipping_minor')), ('shipping_minor__gte', 0)), name='remedy_not_negative'), models.CheckConstraint(condition=models.Q(('state__in', ('proposed', 'failed', 'cancelled')), ('verdict', 'allowed'), ('approved_by__isnull', False), _connector='OR'), name='only_what_is_allowed_or_approved_is_done'), models.CheckConstraint(condition=models.Q(('approved_by', None), ('granted_by', None), models.Q(('approved_by', models.F('granted_by')), _negated=True), _connector='OR'), name='four_eyes')],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('pending', 'Asked for'), ('paid', 'Paid'), ('refused', 'Not paid'), ('returned', 'Paid, and given back')], default='pending', max_length=10)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.paymentmethod')),
                ('payment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.payment')),
                ('remedy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='remedies.remedy')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('remedy',), name='one_charge_at_a_time_per_remedy'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='a_charge_is_more_than_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('payment', None), ('state__in', ('pending', 'refused'))), models.Q(('payment__isnull', False), ('state__in', ('paid', 'returned'))), _connector='OR'), name='what_is_paid_is_a_payment')],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('inquiry', 'Inquiry'), ('chargeback', 'Chargeback')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost'), ('closed', 'Closed')], default='open', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('key', models.CharField(help_text="The provider's number, or that of one press.", max_length=220, unique=True)),
                ('reference', models.CharField(blank=True, help_text="The provider's or the bank's number for it.", max_length=200)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('opened_at', models.DateTimeField()),
                ('told_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('noted_by_label', models.CharField(max_length=200)),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.payment')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
                'indexes': [models.Index(fields=['payment', 'state'], name='disputes_of_a_payment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='a_dispute_is_about_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'inquiry'), ('state__in', ('open', 'closed'))), models.Q(('kind', 'chargeback'), ('state__in', ('open', 'won', 'lost'))), _connector='OR'), name='a_dispute_ends_as_its_kind_does'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='a_dispute_ends_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ProviderMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(max_length=100)),
                ('said_at', models.DateTimeField()),
                ('read_at', models.DateTimeField()),
                ('was_ours', models.BooleanField(help_text='Whether it was about something that we know.')),
            ],
        ),
        migrations.CreateModel(
            name='FoundParcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_at', models.DateTimeField()),
                ('noted_by_label', models.CharField(max_length=200)),
                ('choice', models.CharField(blank=True, choices=[('keep', 'Keeps it'), ('send_back', 'Hands it back, at our cost'), ('pay', 'Would like to pay for it')], max_length=10)),
                ('chosen_at', models.DateTimeField(blank=True, null=True)),
                ('chosen_by_label', models.CharField(blank=True, max_length=200)),
                ('hand_over_until', models.DateField(blank=True, null=True)),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='found', to='remedies.claim')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('choice', ''), ('chosen_at', None)), models.Q(models.Q(('choice', ''), _negated=True), ('chosen_at__isnull', False)), _connector='OR'), name='a_choice_is_made_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('police_note', 'Note of the police'), ('words', "In the customer's words")], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('sha256', models.CharField(blank=True, help_text='Under which the picture is kept.', max_length=64)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('key', models.CharField(help_text='Of one press of one button.', max_length=100)),
                ('given_at', models.DateTimeField()),
                ('given_by_label', models.CharField(max_length=200)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='remedies.claim')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'key'), name='evidence_is_given_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'words'), models.Q(('text', ''), _negated=True)), models.Q(models.Q(('kind', 'words'), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='evidence_holds_something')],
            },
        ),
        migrations.CreateModel(
            name='LedgerAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('refunds_granted', 'Refunds granted'), ('refund_payable', 'Refunds on their way'), ('provider_clearing', 'Paid back by the payment provider'), ('gift_cards', 'Put back on gift cards'), ('goodwill_expense', 'Goodwill given'), ('customer_credit', "Customers' credit"), ('replacement_expense', 'Replacements given'), ('goods_sent', 'Goods sent as replacements'), ('charges', 'Charged for changes of orders'), ('chargebacks_held', "Held by customers' banks"), ('chargebacks_lost', "Taken back by customers' banks")], max_length=30)),
                ('owner', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'owner'), name='one_account_per_kind_and_owner')],
            },
        ),
        migrations.CreateModel(
            name='LedgerTransaction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('idempotency_key', models.CharField(max_length=120, unique=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('actor_id', models.BigIntegerField(blank=True, null=True)),
                ('actor_label', models.CharField(max_length=200)),
                ('description', models.CharField(max_length=200)),
                ('dispute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='remedies.dispute')),
                ('remedy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='remedies.remedy')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LedgerPosting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='remedies.ledgeraccount')),
                ('transaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='remedies.ledgertransaction')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='a_posting_moves_something')],
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('file_name', models.CharField(max_length=200)),
                ('report', models.TextField()),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('left_aside', models.PositiveIntegerField(default=0, help_text='Rows about other things: fees, payouts, sales.')),
                ('made_at', models.DateTimeField()),
                ('made_by_label', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReconciliationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('differs', 'Amounts differ'), ('missing_there', 'Ours, not in the report'), ('missing_here', 'In the report, not ours'), ('matched', 'The same')], max_length=15)),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=220)),
                ('currency', models.CharField(max_length=3)),
                ('our_minor', models.BigIntegerField(blank=True, null=True)),
                ('their_minor', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('line', models.PositiveIntegerField(blank=True, help_text='In their file.', null=True)),
                ('dispute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='remedies.dispute')),
                ('reconciliation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='remedies.reconciliation')),
                ('remedy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='remedies.remedy')),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['reconciliation', 'outcome'], name='lines_by_outcome')],
            },
        ),
        migrations.CreateModel(
            name='CostShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('platform', 'We ourselves'), ('seller', 'The seller'), ('carrier', 'The carrier')], max_length=10)),
                ('company', models.CharField(blank=True, help_text='Its name, where it is another company.', max_length=200)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('clauses', models.JSONField(default=list, help_text='As in [{"number": "10.2", "title": "On the way"}].')),
                ('proposed_at', models.DateTimeField()),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('remedy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cost_shares', to='remedies.remedy')),
            ],
            options={
                'ordering': ['remedy', 'id'],
                'constraints': [models.UniqueConstraint(fields=('remedy', 'party'), name='a_company_bears_one_share'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='a_share_is_not_negative')],
            },
        ),
    ]
