"""The addresses of a question. Each carries the signed token that is all a customer needs."""

from django.urls import path

from evenhand.surveys import views

app_name = "surveys"
urlpatterns = [
    path("answer/<str:token>/", views.question, name="question"),
    path("answer/<str:token>/reason/", views.reason, name="reason"),
    path("answer/<str:token>/again/", views.again, name="again"),
    path("answer/<str:token>/no-more/", views.no_more, name="no_more"),
    path("answer/<str:token>/more/", views.more, name="more"),
]
