"""Addresses of policies."""

from django.urls import path

from evenhand.policies import editor, keeping, trying, views, watching

app_name = "policies"
urlpatterns = [
    path("policies/", views.policies, name="list"),
    path("policies/told/", watching.told, name="told"),
    path("policies/told/", watching.told, name="told_to_me"),  # its place in the sellers' and drivers' navigation
    path("policies/notices/<int:notice_id>/acknowledgement/", views.acknowledgement, name="acknowledgement"),
    path("policies/binding/", watching.binding, name="binding"),
    path("policies/people/<int:account_id>/", watching.person, name="person"),
    path("policies/<slug:key>/", views.policy, name="policy"),
    path("policies/<slug:key>/versions/<int:number>/", views.version, name="version"),
    path("policies/<slug:key>/versions/<int:number>/paper/", views.paper, name="paper"),
    path("policies/<slug:key>/versions/<int:number>/notices/", watching.notices, name="notices"),
    path("policies/<slug:key>/questions/", keeping.questions, name="questions"),
    path("policies/<slug:key>/questions/<int:question_id>/answer/", keeping.answer, name="answer"),
    path("policies/<slug:key>/owner/", keeping.owner, name="owner"),
    path("policies/<slug:key>/changes/", views.compare, name="compare"),
    path("policies/<slug:key>/changes/<int:older>/<int:newer>/", views.changes, name="changes"),
    path("policies/<slug:key>/draft/", editor.draft, name="draft"),
    path("policies/<slug:key>/draft/start/", editor.start_draft, name="start_draft"),
    path("policies/<slug:key>/draft/changes/", editor.draft_changes, name="draft_changes"),
    path("policies/<slug:key>/draft/trial/", trying.trial, name="trial"),
    path("policies/<slug:key>/draft/publication/", editor.publication, name="publication"),
    path("policies/<slug:key>/draft/discard/", editor.discard, name="discard"),
]
