"""A mail as a customer of the demo writes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.people.api import Account


class SenderField(forms.ModelChoiceField[Account]):
    """Somebody by name and address."""

    def label_from_instance(self, obj: Account) -> str:
        return f"{obj.name} <{obj.email}>"


class MailForm(forms.Form):
    """Who writes, about what, and what they say."""

    sender = SenderField(queryset=Account.objects.none(), label=_("From"), empty_label=None)
    subject = forms.CharField(max_length=150, label=_("Subject"))
    text = forms.CharField(max_length=5000, label=_("Your mail"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, senders: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sender"]
        assert isinstance(field, SenderField)
        field.queryset = Account.objects.filter(pk__in=[account.pk for account in senders]).order_by("name")
