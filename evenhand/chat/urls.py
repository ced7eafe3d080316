"""The addresses of visitors."""

from django.urls import path

from evenhand.chat import views

app_name = "chat"
urlpatterns = [
    path("chat/widget.js", views.widget, name="widget"),
    path("chat/", views.frame, name="frame"),
    path("chat/message/", views.message, name="message"),
    path("chat/start/", views.start, name="start"),
    path("chat/orders/", views.orders, name="orders"),
    path("chat/lines/", views.lines, name="lines"),
    path("chat/signs/", views.sign, name="signs"),
    path("chat/end/", views.end, name="end"),
    path("chat/by-mail/", views.by_mail, name="by_mail"),
    path("chat/copy/", views.copy, name="copy"),
]
