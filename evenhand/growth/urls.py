"""The addresses of steps, sessions, plans and letters."""

from django.urls import path

from evenhand.growth import help_views, views

app_name = "growth"
urlpatterns = [
    path("growth/", views.queue, name="queue"),
    path("growth/people/<int:account_id>/", views.person, name="person"),
    path("growth/people/<int:account_id>/leave/", help_views.leave, name="leave"),
    path(
        "growth/people/<int:account_id>/leave/<int:leave_id>/cancellation/",
        help_views.leave_cancellation,
        name="leave_cancellation",
    ),
    path("growth/people/<int:account_id>/<slug:kind>/", views.proposal, name="proposal"),
    path("growth/steps/<int:step_id>/", views.step, name="step"),
    path("growth/steps/<int:step_id>/answer/", views.answer, name="answer"),
    path("growth/steps/<int:step_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("growth/steps/<int:step_id>/decision/", views.decision, name="decision"),
    path("growth/steps/<int:step_id>/appeal/", views.appeal, name="appeal"),
    path("growth/steps/<int:step_id>/appeal/decision/", views.appeal_decision, name="appeal_decision"),
    path("growth/steps/<int:step_id>/revocation/", views.revocation, name="revocation"),
    path("growth/sessions/<int:session_id>/", help_views.session, name="session"),
    path("growth/sessions/<int:session_id>/answer/", help_views.session_answer, name="session_answer"),
    path("growth/checkpoints/<int:checkpoint_id>/", help_views.checkpoint, name="checkpoint"),
    path("growth/plans/<int:plan_id>/assessment/", help_views.assessment, name="assessment"),
    path("growth/letters/<int:letter_id>/", views.letter, name="letter"),
    path("growth/letters/<int:letter_id>/paper/", views.letter_paper, name="letter_paper"),
]
