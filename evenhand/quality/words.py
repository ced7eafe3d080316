"""The words for classes and answers."""

from django.utils.translation import gettext_lazy as _

from evenhand.quality.rules import Answer, Kind

KIND_WORDS = {
    Kind.CUSTOMER: _("Critical for the customer"),
    Kind.BUSINESS: _("Critical for the business"),
    Kind.COMPLIANCE: _("Critical for the law and our promises"),
    Kind.OTHER: _("Other"),
}
ANSWER_WORDS = {
    Answer.MET: _("Seen"),
    Answer.MISSED: _("Missed"),
    Answer.NOT_ASKED: _("Nothing to see of it here"),
}
