"""Addresses of pages where several rooms meet."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("evenhand.screens.desk.urls")),
]
