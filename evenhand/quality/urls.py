"""The addresses of quality reviews."""

from django.urls import path

from evenhand.quality import views

app_name = "quality"
urlpatterns = [
    path("quality/", views.overview, name="overview"),
    path("quality/next/", views.next_review, name="next_review"),
    path("quality/reviews/<int:review_id>/", views.review, name="review"),
    path("quality/contacts/<int:sample_id>/", views.sample, name="sample"),
    path("quality/contacts/<int:sample_id>/dispute/", views.dispute_sample, name="dispute_sample"),
    path("quality/disputes/<int:dispute_id>/", views.dispute, name="dispute"),
    path("quality/scorecard/", views.scorecard, name="scorecard"),
    path("quality/scorecard/next/", views.next_scorecard, name="next_scorecard"),
]
