"""The addresses of records, boards and findings."""

from django.urls import path

from evenhand.standing import views

app_name = "standing"
urlpatterns = [
    path("record/", views.my_record, name="my_record"),
    path("record/<int:account_id>/", views.record, name="record"),
    path("board/", views.boards, name="boards"),
    path("board/<int:team_id>/", views.board, name="board"),
    path("standing/findings/", views.findings, name="findings"),
    path("standing/findings/<int:finding_id>/", views.finding, name="finding"),
    path("standing/findings/<int:finding_id>/decision/", views.decision, name="decision"),
]
