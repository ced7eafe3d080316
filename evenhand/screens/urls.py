"""Addresses of pages where several rooms meet."""

from django.urls import include, path

from evenhand.screens import mailbox

mailbox_urls = [path("", mailbox.mailbox, name="mailbox"), path("<int:mail_id>/", mailbox.mail, name="mail")]

urlpatterns = [
    path("desk/", include("evenhand.screens.desk.urls")),
    path("my/", include("evenhand.screens.customer.urls")),
    path("mailbox/", include((mailbox_urls, "mailbox"))),
]
