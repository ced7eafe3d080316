"""The shape of what people send about mail that did not land."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.cases.models import Case


class ReleaseForm(forms.Form):
    """Where a mail goes: into a case, or into a new one of a customer's."""

    case = forms.IntegerField(
        label=gettext_lazy("Number of the case"),
        min_value=1,
        max_value=2**62,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    customer_address = forms.EmailField(
        label=gettext_lazy("Or the customer's mail address, for a new case"), max_length=254, required=False
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed, and the case has to exist."""
        cleaned = super().clean() or {}
        if not cleaned.get("case") and not cleaned.get("customer_address") and not self.errors:
            raise forms.ValidationError(_("Give the number of a case, or the customer's mail address."))
        if cleaned.get("case"):
            cleaned["case"] = Case.objects.filter(pk=cleaned["case"]).first()
            if cleaned["case"] is None:
                self.add_error("case", _("There is no case with this number."))
        return cleaned
