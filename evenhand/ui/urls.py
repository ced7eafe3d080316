"""The address of the gallery."""

from django.urls import path

from evenhand.ui import views

urlpatterns = [path("gallery/", views.gallery, name="ui_gallery")]
