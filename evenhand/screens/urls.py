"""Addresses of pages where several rooms meet."""

from django.urls import include, path

from evenhand.screens import care, mailbox

mailbox_urls = [path("", mailbox.mailbox, name="mailbox"), path("<int:mail_id>/", mailbox.mail, name="mail")]

care_urls = [
    path("", care.waiting, name="waiting"),
    path("<int:care_id>/", care.care, name="care"),
    path("<int:care_id>/looks/", care.looks, name="looks"),
    path("<int:care_id>/decision/", care.decision, name="decision"),
    path("<int:care_id>/end/", care.end, name="end"),
]

urlpatterns = [
    path("safer-parcels/", include((care_urls, "care"))),
    path("desk/", include("evenhand.screens.desk.urls")),
    path("my/", include("evenhand.screens.customer.urls")),
    path("finance/", include("evenhand.screens.finance.urls")),
    path("mailbox/", include((mailbox_urls, "mailbox"))),
]
