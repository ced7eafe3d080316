"""Addresses of routing."""

from django.urls import path

from evenhand.routing import views

app_name = "routing"
urlpatterns = [
    path("routing/", views.routing, name="routing"),
    path("routing/queues/<int:queue_id>/mode/", views.mode, name="mode"),
    path("routing/people/<int:account_id>/", views.person, name="person"),
    path("routing/rules/new/", views.new_rule, name="new_rule"),
    path("routing/rules/<int:rule_id>/", views.rule, name="rule"),
    path("routing/rules/<int:rule_id>/up/", views.rule_up, name="rule_up"),
    path("routing/rules/<int:rule_id>/end/", views.rule_end, name="rule_end"),
]
