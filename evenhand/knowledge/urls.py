"""Addresses of the knowledge base: what customers read, and what the staff writes."""

from django.urls import path

from evenhand.knowledge import editor, pages, views

app_name = "knowledge"
urlpatterns = [
    path("help/", pages.start, name="start"),
    path("help/<slug:language>/", pages.shelves, name="help"),
    path("help/<slug:language>/suggestions/", pages.suggestions, name="suggestions"),
    path("help/<slug:language>/articles/<slug:slug>/", pages.article, name="article"),
    path("help/<slug:language>/articles/<slug:slug>/helped/", pages.helped, name="helped"),
    path("desk/knowledge/", views.articles, name="articles"),
    path("desk/knowledge/new/", editor.new, name="new"),
    path("desk/knowledge/preview/", editor.preview, name="preview"),
    path("desk/knowledge/sections/", editor.sections, name="sections"),
    path("desk/knowledge/sections/<int:section_id>/", editor.section, name="section"),
    path("desk/knowledge/<int:article_id>/", views.article, name="written"),
    path("desk/knowledge/<int:article_id>/place/", editor.place, name="place"),
    path("desk/knowledge/<int:article_id>/translations/", editor.translations, name="translations"),
    path("desk/knowledge/<int:article_id>/<slug:language>/", views.edition, name="edition"),
    path("desk/knowledge/<int:article_id>/<slug:language>/edit/", editor.edit, name="edit"),
    path("desk/knowledge/<int:article_id>/<slug:language>/publication/", editor.publication, name="publication"),
    path("desk/knowledge/<int:article_id>/<slug:language>/withdrawal/", editor.withdrawal, name="withdrawal"),
    path("desk/knowledge/<int:article_id>/<slug:language>/history/", views.history, name="history"),
    path("desk/knowledge/<int:article_id>/<slug:language>/versions/<int:number>/", views.version, name="version"),
    path(
        "desk/knowledge/<int:article_id>/<slug:language>/versions/<int:number>/restoration/",
        editor.restoration,
        name="restoration",
    ),
]
