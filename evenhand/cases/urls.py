"""Addresses of cases alone; the desk's pages stand in screens."""

from django.urls import path

from evenhand.cases import views

app_name = "cases"
urlpatterns = [
    path("desk/quarantine/", views.quarantine, name="quarantine"),
    path("desk/quarantine/<int:mail_id>/", views.quarantined_mail, name="quarantined_mail"),
    path("desk/quarantine/<int:mail_id>/release/", views.mail_release, name="mail_release"),
    path("desk/quarantine/<int:mail_id>/setting-aside/", views.mail_setting_aside, name="mail_setting_aside"),
    path("desk/quarantine/<int:mail_id>/return/", views.mail_return, name="mail_return"),
    path("files/<int:attachment_id>/", views.attachment, name="attachment"),
]
