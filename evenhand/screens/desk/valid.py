"""Input of verbs that have no page of their own to show errors on."""

from typing import Any

from django import forms

from evenhand.core.api import InvalidInput


def valid(form: forms.Form) -> dict[str, Any]:
    """What a form brought, or what is wrong with it as one sentence."""
    if not form.is_valid():
        raise InvalidInput(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data
