"""The addresses of the gallery."""

from django.urls import path

from evenhand.ui import views

urlpatterns = [
    path("gallery/", views.gallery, name="ui_gallery"),
    path("gallery/<slug:layout>/", views.gallery_layout, name="ui_gallery_layout"),
]
