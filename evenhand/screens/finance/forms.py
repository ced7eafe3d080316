"""Input: which part of the ledger, which report, what a bank said."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.api import Dispute, LedgerAccount, LedgerFilter, new_key
from evenhand.ui.fields import DayField

MOST_BYTES = 10 * 1024 * 1024


class LedgerForm(forms.Form):
    """Which part of the ledger to look at. What cannot be read is told, and does not narrow."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    account = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("All accounts")), *LedgerAccount.Kind.choices]
    )
    order = forms.CharField(label=_("Order"), required=False, max_length=50)

    def wanted(self) -> LedgerFilter:
        """The filter that was chosen."""
        chosen = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return LedgerFilter(
            since=chosen.get("since"),
            until=chosen.get("until"),
            account=chosen.get("account") or "",
            order_number=(chosen.get("order") or "").strip(),
        )


class ReportForm(forms.Form):
    """A provider's report to compare with. Without days, from its first row's to its last row's."""

    file_name = ""
    report = forms.FileField(label=_("Report, as CSV"), help_text=_("Our own columns, or those of Stripe's reports."))
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)

    def clean_report(self) -> bytes:
        """What the file holds, when it is not too large."""
        upload = self.cleaned_data["report"]
        self.file_name = str(upload.name)
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This is larger than 10 MB. Export a shorter time and try again."))
        return bytes(upload.read())


class DisputeForm(forms.Form):
    """What a customer's bank says of a payment."""

    order = forms.CharField(label=_("Order"), max_length=50)
    kind = forms.ChoiceField(label=_("What the bank wants"), choices=Dispute.Kind.choices)
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal("0.001"), max_digits=14, localize=True)
    reference = forms.CharField(label=_("The bank's number for it"), max_length=200, required=False)
    reason = forms.CharField(label=_("Reason that it gives"), max_length=300, required=False)
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)
