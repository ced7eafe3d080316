"""Surveys as a Django app, and the events it listens to."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "evenhand.surveys"
    label = "surveys"
