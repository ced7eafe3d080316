"""Addresses of the money's pages."""

from django.urls import path

from evenhand.screens.finance import disputes, ledger, reconciliations

app_name = "finance"
urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.download, name="download"),
    path("reconciliations/", reconciliations.reconciliations, name="reconciliations"),
    path("reconciliations/<int:reconciliation_id>/", reconciliations.reconciliation, name="reconciliation"),
    path("reconciliations/<int:reconciliation_id>/again/", reconciliations.again, name="again"),
    path("chargebacks/", disputes.disputes, name="disputes"),
    path("chargebacks/<int:dispute_id>/end/", disputes.end, name="end"),
]
