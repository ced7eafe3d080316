"""The addresses of records, boards and findings."""

from django.urls import path

from evenhand.standing import board_views, cause_views, contest_views, views

app_name = "standing"
urlpatterns = [
    path("record/", views.my_record, name="my_record"),
    path("record/<int:account_id>/", views.record, name="record"),
    path("record/<int:account_id>/turning/", views.turning, name="turning"),
    path("record/measures/", views.measures, name="measures"),
    path("board/", views.boards, name="boards"),
    path("board/<int:team_id>/", views.board, name="board"),
    path("board/<int:team_id>/luck/", board_views.luck, name="luck"),
    path("board/<int:team_id>/times/", board_views.times, name="times"),
    path("standing/luck/", board_views.luck_in_general, name="luck_in_general"),
    path("standing/policies/", cause_views.policies, name="scoreboard"),
    path("standing/second-looks/", cause_views.looks, name="second_looks"),
    path("standing/second-looks/<int:look_id>/", cause_views.look, name="second_look"),
    path("standing/causes/who/", cause_views.changers, name="changers"),
    path("standing/causes/unexplained/", cause_views.unexplained, name="unexplained"),
    path("standing/findings/", views.findings, name="findings"),
    path("standing/findings/<int:finding_id>/", views.finding, name="finding"),
    path("standing/findings/<int:finding_id>/decision/", views.decision, name="decision"),
    path("record/marks/<int:mark_id>/contest/", contest_views.contest_mark, name="contest_mark"),
    path("standing/contests/", contest_views.contest_queue, name="contests"),
    path("standing/contests/<int:contest_id>/", contest_views.contest, name="contest"),
    path("standing/contests/<int:contest_id>/decision/", contest_views.contest_decision, name="contest_decision"),
    path("standing/contests/files/<int:file_id>/", contest_views.contest_file, name="contest_file"),
    path("standing/overturns/", contest_views.overturns, name="overturns"),
]
