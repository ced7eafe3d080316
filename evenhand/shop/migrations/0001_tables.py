"""The tables of this room."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('external_id', models.CharField(blank=True, max_length=100)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='one_seller_per_external_id')],
            },
        ),
        migrations.CreateModel(
            name='Driver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('external_id', models.CharField(blank=True, max_length=100)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='one_driver_per_external_id')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('seller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='shop.seller')),
            ],
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, unique=True)),
                ('options', models.JSONField(default=dict)),
                ('price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('is_available', models.BooleanField(default=True)),
                ('stock', models.IntegerField(blank=True, null=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='shop.product')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='variant_price_not_negative'), models.CheckConstraint(condition=models.Q(('stock__gte', 0)), name='stock_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(blank=True, max_length=100)),
                ('first_name', models.CharField(blank=True, max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('address', models.JSONField(blank=True, default=dict)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='one_customer_per_external_id')],
            },
        ),
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('credit_card', 'Card'), ('paypal', 'PayPal'), ('gift_card', 'Gift card'), ('bank_transfer', 'Bank transfer')], max_length=20)),
                ('brand', models.CharField(blank=True, max_length=30)),
                ('last_four', models.CharField(blank=True, max_length=4)),
                ('balance_minor', models.BigIntegerField(blank=True, help_text='Of a gift card; empty for others.', null=True)),
                ('currency', models.CharField(max_length=3)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payment_methods', to='shop.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'external_id'), name='a_method_is_kept_once'), models.CheckConstraint(condition=models.Q(('balance_minor__gte', 0)), name='balance_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('one_time_code', 'Against a code'), ('pick_up_point', 'At a pick-up point')], max_length=20)),
                ('key', models.CharField(max_length=100)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='shop.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'key'), name='a_handover_is_arranged_once'), models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('begins_at'))), name='a_handover_ends')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('external_id', models.CharField(max_length=100)),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'external_id'), name='a_record_is_known_once')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=50, unique=True)),
                ('placed_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('pending', 'Being prepared'), ('pending_modified', 'Being prepared, items changed'), ('processed', 'Sent'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled'), ('return_requested', 'Return requested'), ('exchange_requested', 'Exchange requested')], default='pending', max_length=20)),
                ('address', models.JSONField(blank=True, default=dict)),
                ('currency', models.CharField(max_length=3)),
                ('shipping_fee_minor', models.BigIntegerField(default=0)),
                ('cancel_reason', models.CharField(blank=True, max_length=200)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='shop.customer')),
                ('seller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='shop.seller')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('shipping_fee_minor__gte', 0)), name='shipping_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_external_id', models.CharField(blank=True, max_length=100)),
                ('product_external_id', models.CharField(blank=True, max_length=100)),
                ('product_name', models.CharField(max_length=300)),
                ('options', models.JSONField(default=dict)),
                ('price_minor', models.BigIntegerField()),
                ('reduced_minor', models.BigIntegerField(default=0, help_text='How much of the price was given back afterwards.')),
                ('position', models.PositiveSmallIntegerField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.order')),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shop.variant')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='line_price_not_negative'), models.CheckConstraint(condition=models.Q(('price_minor__gte', models.F('reduced_minor')), ('reduced_minor__gte', 0)), name='a_price_is_reduced_to_nothing_at_most'), models.UniqueConstraint(fields=('order', 'position'), name='a_place_in_an_order_is_taken_once')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('captured_minor', models.BigIntegerField()),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('refund_pending_minor', models.BigIntegerField(default=0)),
                ('held_back_minor', models.BigIntegerField(default=0, help_text="What the customer's bank took back, or holds.")),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('reference', models.CharField(blank=True, help_text="The payment provider's number for it.", max_length=200)),
                ('position', models.PositiveSmallIntegerField(help_text="Its place in the order's history of payments and refunds.")),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='shop.order')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.paymentmethod')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('captured_minor__gte', 0), ('held_back_minor__gte', 0), ('refund_pending_minor__gte', 0), ('refunded_minor__gte', 0)), name='payment_amounts_not_negative'), models.CheckConstraint(condition=models.Q(('captured_minor__gte', django.db.models.expressions.CombinedExpression(models.F('refunded_minor'), '+', models.F('refund_pending_minor')))), name='never_refund_more_than_captured')],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('state', models.CharField(choices=[('pending', 'On its way'), ('settled', 'Paid back'), ('released', 'Did not leave')], default='pending', max_length=10)),
                ('key', models.CharField(max_length=100)),
                ('reference', models.CharField(blank=True, help_text="The payment provider's number for it.", max_length=200)),
                ('reserved_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(help_text="Its place in the order's history of payments and refunds.")),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.paymentmethod')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='shop.payment')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('payment', 'key'), name='one_refund_per_key'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='refund_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='ReturnRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Waits for the goods'), ('received', 'Goods are back'), ('called_off', 'Called off')], default='open', max_length=10)),
                ('kind', models.CharField(choices=[('return', 'Return'), ('exchange', 'Exchange')], max_length=10)),
                ('price_difference_minor', models.BigIntegerField(blank=True, help_text='Of an exchange: what the new pieces cost more; negative when they cost less.', null=True)),
                ('requested_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.paymentmethod')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_requests', to='shop.order')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('order',), name='one_open_return_per_order')],
            },
        ),
        migrations.CreateModel(
            name='ReturnedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_live', models.BooleanField(default=True, help_text='Not once called off, nor when another piece took its place.')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='returns', to='shop.line')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.returnrequest')),
                ('new_variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.variant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('line',), name='a_piece_comes_back_once')],
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(blank=True, max_length=100)),
                ('tracking', models.CharField(blank=True, db_index=True, max_length=100)),
                ('more_tracking', models.JSONField(blank=True, default=list, help_text='Further numbers of the same consignment.')),
                ('shipped_at', models.DateTimeField(blank=True, null=True)),
                ('promised_from', models.DateField(blank=True, null=True)),
                ('promised_until', models.DateField(blank=True, null=True)),
                ('address', models.JSONField(blank=True, default=dict)),
                ('key', models.CharField(blank=True, help_text='Makes sending a replacement twice harmless.', max_length=100)),
                ('handover', models.CharField(blank=True, choices=[('one_time_code', 'Against a code'), ('pick_up_point', 'At a pick-up point')], help_text='Empty: as usual.', max_length=20)),
                ('driver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='shop.driver')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shipments', to='shop.order')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='shop.shipment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('promised_from', None), ('promised_until', None), ('promised_from__lte', models.F('promised_until')), _connector='OR'), name='a_promise_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='one_shipment_per_key')],
            },
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='shop.line')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='shop.shipment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shipment', 'line'), name='a_piece_is_in_a_parcel_once')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('labelled', 'Label printed'), ('collected', 'Handed to the carrier'), ('in_transit', 'On its way'), ('out_for_delivery', 'Out for delivery'), ('delivered', 'Delivered'), ('attempted', 'Delivery attempted'), ('exception', 'Held up'), ('returned', 'Back with the sender')], max_length=20)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('evidence', models.JSONField(blank=True, default=dict, help_text='As in {"photo": "…", "one_time_code": "matched"}.')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='shop.shipment')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('shipment', 'at', 'kind'), name='a_scan_is_kept_once'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='a_place_on_earth')],
            },
        ),
    ]
