"""Addresses of the demo's own pages."""

from django.urls import path

from evenhand.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.welcome, name="welcome"),
    path("demo/chairs/<slug:key>/", views.chair, name="chair"),
    path("demo/mail/", views.mail, name="mail"),
    path("demo/shop/", views.shop, name="shop"),
    path("demo/call/", views.call, name="call"),
]
