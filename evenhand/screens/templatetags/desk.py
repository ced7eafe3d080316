"""Rows of long lists, drawn once while nothing in them changes.

The inbox is drawn again for every reader with every change of any case, and all but one of its rows are as they were.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def drawn(row: Hashable, template_name: str) -> str:
    """What `template_name` makes of `row`, for this reader's language, zone and day. It may depend on nothing else."""
    return _drawn(row, template_name, get_language(), timezone.get_current_timezone_name(), timezone.localdate())


@lru_cache(maxsize=4096)
def _drawn(row: Hashable, template_name: str, *_reader: Hashable) -> str:
    return render_to_string(template_name, {"row": row})
