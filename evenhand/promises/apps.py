"""Promises as a Django app: the events it listens to, its duties, its places."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "evenhand.promises"
    label = "promises"

    def ready(self) -> None:
        """Clocks start and stop as cases move; we are warned before a promise is due."""
        from evenhand.cases import api as cases  # noqa: PLC0415 - models come first
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.promises import subscribers  # noqa: PLC0415
        from evenhand.promises.access import LEADERS  # noqa: PLC0415
        from evenhand.promises.actions import watch_due  # noqa: PLC0415
        from evenhand.promises.booking import book_due, note_missed  # noqa: PLC0415
        from evenhand.promises.house_calendar import put_in_house_calendar  # noqa: PLC0415
        from evenhand.promises.publishing import publish_due  # noqa: PLC0415
        from evenhand.promises.setting import follow_site  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        place = "promises:promises"
        register(NavigationItem(_("Promises"), place, "handshake", LEADERS, order=40, section="business"))

        work = NavigationItem(
            _("How work goes"), "work:work", "chart-no-axes-column", LEADERS, order=45, section="business"
        )
        register(work)

        subscribe(cases.CasesOpened, subscribers.promise_to_new_cases)
        subscribe(cases.MessageReceived, subscribers.promise_an_answer)
        subscribe(cases.ReplySent, subscribers.keep_with_reply)
        subscribe(cases.ReplyTakenBack, subscribers.take_back_what_reply_kept)
        subscribe(cases.CaseMoved, subscribers.look_again)
        subscribe(cases.CaseClosed, subscribers.look_again)
        subscribe(cases.CaseReopened, subscribers.look_again)
        subscribe(cases.CaseSetAside, subscribers.look_again)
        subscribe(cases.SegmentStarted, subscribers.look_after_hold)
        subscribe(cases.ContactClosed, subscribers.look_after_hold)
        subscribe(cases.ContactClosed, subscribers.note_time)
        subscribe(cases.CaseMerged, subscribers.go_along)
        subscribe(cases.MergeUndone, subscribers.come_back)
        register_duty(Duty("book the time of contacts", 60, lambda now: book_due(now=now)))
        register_duty(Duty("note contacts that nobody told of", 3600, lambda now: note_missed(now=now)))
        register_duty(Duty("publish service levels", 3600, lambda now: publish_due(now=now)))
        post_migrate.connect(put_in_house_calendar, sender=self)
        register_duty(Duty("follow the site's days", 3600, lambda now: follow_site(now=now)))
        register_duty(Duty("watch what is due", 15, lambda now: watch_due(now=now)))
        # Times and their outcomes only; beside a version stands the number of who wrote it, and no name.
        register_personal_data(PersonalData("promises", _("When we promised to answer")))
