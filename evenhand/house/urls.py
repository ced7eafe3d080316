"""Every address of the product, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from evenhand.house.start import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("", include("evenhand.screens.urls")),  # first, for its pages are asked for most
    path("", include("evenhand.ui.urls")),
    path("", include("evenhand.people.urls")),
    path("", include("evenhand.policies.urls")),
    path("", include("evenhand.knowledge.urls")),
    path("", include("evenhand.cases.urls")),
    path("", include("evenhand.promises.urls")),
    path("", include("evenhand.phone.urls")),
    path("", include("evenhand.chat.urls")),
    path("", include("evenhand.routing.urls")),
    path("", include("evenhand.remedies.urls")),
    path("", include("evenhand.macros.urls")),
    path("", include("evenhand.surveys.urls")),
    path("", include("evenhand.standing.urls")),
    path("", include("evenhand.growth.urls")),
    path("", include("evenhand.quality.urls")),
    path("", include("evenhand.demo.urls")),
]
