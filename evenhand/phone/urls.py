"""Addresses of phone: the door for telephone systems, the agents' calls, and the set-up."""

from django.urls import path

from evenhand.phone import hook, set_up_views, views

app_name = "phone"
urlpatterns = [
    path("hooks/phone/<slug:key>/", hook.events, name="events"),
    path("calls/", views.calls, name="calls"),
    path("calls/now/", views.pop, name="pop"),
    path("calls/<int:call_id>/case/", views.opening, name="opening"),
    path("calls/after/<int:after_id>/extensions/", views.extension, name="extension"),
    path("calls/after/<int:after_id>/end/", views.ending, name="ending"),
    path("calls/cases/<int:case_id>/numbers/", views.customer_numbers, name="numbers"),
    path("calls/cases/<int:case_id>/numbers/<int:number_id>/end/", views.number_ending, name="number_ending"),
    path("calls/cases/<int:case_id>/caller/", views.caller, name="caller"),
    path("telephones/", set_up_views.telephones, name="telephones"),
    path("telephones/<int:account_id>/", set_up_views.telephone, name="telephone"),
    path("telephones/lines/", set_up_views.lines, name="lines"),
    path("telephones/lines/<int:line_id>/", set_up_views.line, name="line"),
    path("telephones/lines/<int:line_id>/secrets/", set_up_views.line_secrets, name="secrets"),
    path(
        "telephones/lines/<int:line_id>/secrets/<int:secret_id>/end/", set_up_views.secret_ending, name="secret_ending"
    ),
    path("telephones/kept/", set_up_views.kept, name="kept"),
    path("telephones/kept/<int:kept_id>/seen/", set_up_views.kept_seen, name="kept_seen"),
]
