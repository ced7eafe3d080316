"""Addresses of the desk."""

from django.urls import path

from evenhand.screens.desk import case_remedies, case_verbs, case_view, case_words, inbox

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("search/", inbox.search, name="search"),
    path("cases/<int:case_id>/", case_view.case, name="case"),
    path("cases/<int:case_id>/assignment/", case_verbs.assignment, name="assignment"),
    path("cases/<int:case_id>/replies/", case_words.replies, name="replies"),
    path("cases/<int:case_id>/notes/", case_words.notes, name="notes"),
    path("cases/<int:case_id>/draft/", case_words.draft, name="draft"),
    path("cases/<int:case_id>/closure/", case_verbs.closure, name="closure"),
    path("cases/<int:case_id>/closure/undo/", case_verbs.closure_undo, name="closure_undo"),
    path("cases/<int:case_id>/setting-aside/", case_verbs.setting_aside, name="setting_aside"),
    path("cases/<int:case_id>/reopening/", case_verbs.reopening, name="reopening"),
    path("cases/<int:case_id>/transfers/", case_verbs.transfers, name="transfers"),
    path("cases/<int:case_id>/segments/", case_verbs.segments, name="segments"),
    path("cases/<int:case_id>/presence/", case_verbs.presence, name="presence"),
    path("cases/<int:case_id>/order/", case_verbs.order, name="order"),
    path("cases/<int:case_id>/remedies/", case_remedies.grants, name="grants"),
    path("cases/<int:case_id>/remedies/<int:remedy_id>/approval/", case_remedies.approval, name="approval"),
]
