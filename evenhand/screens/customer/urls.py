"""Addresses of the customer's pages."""

from django.urls import path

from evenhand.screens.customer import views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("orders/<str:number>/", views.order, name="order"),
    path("cases/<int:case_id>/", views.case, name="case"),
]
