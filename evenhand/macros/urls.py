"""Addresses of macros."""

from django.urls import path

from evenhand.macros import views

app_name = "macros"
urlpatterns = [
    path("macros/", views.macros, name="macros"),
    path("macros/new/", views.new, name="new"),
    path("macros/<int:macro_id>/", views.macro, name="macro"),
    path("macros/<int:macro_id>/retirement/", views.retirement, name="retirement"),
    path("macros/<int:macro_id>/bringing-back/", views.bringing_back, name="bringing_back"),
]
