"""Addresses of what is promised."""

from django.urls import include, path

from evenhand.promises import views, work_views

of_promises = [
    path("promises/", views.promises, name="promises"),
    path("promises/levels/", views.levels, name="levels"),
    path("promises/levels/<int:number>/", views.version, name="version"),
    path("promises/calendars/", views.calendars, name="calendars"),
    path("promises/calendars/new/", views.calendar, name="new_calendar"),
    path("promises/calendars/<int:calendar_id>/", views.calendar, name="calendar"),
]

of_work = [
    path("work/", work_views.work, name="work"),
    path("work/goals/", work_views.goals, name="goals"),
    path("work/service/", work_views.service, name="service"),
]

urlpatterns = [path("", include((of_promises, "promises"))), path("", include((of_work, "work")))]
