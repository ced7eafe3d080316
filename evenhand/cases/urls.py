"""Addresses of cases alone; the desk's pages stand in screens."""

from django.urls import path

from evenhand.cases import mailbox_views, views

app_name = "cases"
urlpatterns = [
    path("desk/quarantine/", views.quarantine, name="quarantine"),
    path("desk/quarantine/<int:mail_id>/", views.quarantined_mail, name="quarantined_mail"),
    path("desk/quarantine/<int:mail_id>/release/", views.mail_release, name="mail_release"),
    path("desk/quarantine/<int:mail_id>/setting-aside/", views.mail_setting_aside, name="mail_setting_aside"),
    path("desk/quarantine/<int:mail_id>/return/", views.mail_return, name="mail_return"),
    path("mailboxes/", mailbox_views.mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailbox_views.new_mailbox, name="new_mailbox"),
    path("mailboxes/<int:mailbox_id>/", mailbox_views.mailbox, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/trial/", mailbox_views.mailbox_trial, name="mailbox_trial"),
    path("mailboxes/<int:mailbox_id>/switch/", mailbox_views.mailbox_switch, name="mailbox_switch"),
    path("files/<int:attachment_id>/", views.attachment, name="attachment"),
]
