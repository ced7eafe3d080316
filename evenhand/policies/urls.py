"""Addresses of policies."""

from django.urls import path

from evenhand.policies import editor, views

app_name = "policies"
urlpatterns = [
    path("policies/", views.policies, name="list"),
    path("policies/told/", views.told, name="told"),
    path("policies/told/", views.told, name="told_to_me"),  # its place in the sellers' and drivers' navigation
    path("policies/notices/<int:notice_id>/acknowledgement/", views.acknowledgement, name="acknowledgement"),
    path("policies/<slug:key>/", views.policy, name="policy"),
    path("policies/<slug:key>/versions/<int:number>/", views.version, name="version"),
    path("policies/<slug:key>/changes/<int:older>/<int:newer>/", views.changes, name="changes"),
    path("policies/<slug:key>/draft/", editor.draft, name="draft"),
    path("policies/<slug:key>/draft/start/", editor.start_draft, name="start_draft"),
    path("policies/<slug:key>/draft/publication/", editor.publication, name="publication"),
    path("policies/<slug:key>/draft/discard/", editor.discard, name="discard"),
]
