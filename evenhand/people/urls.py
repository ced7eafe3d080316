"""Addresses of people. Those of django-allauth that we use have their names, and our paths and templates."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from evenhand.people.views import data, directory, doors, own

OWN = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-in/arrival/", doors.arrival, name="arrival"),
    path("sign-in/link/<str:token>/", doors.link, name="link"),
    path("sign-in/invitation/<str:token>/", doors.accept, name="accept"),
    path("me/", own.me, name="me"),
    path("me/", own.me, name="my_account"),  # its place in the customers' navigation
    path("me/sessions/end/", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("me/data/", data.own, name="own_data"),
    path("me/data/file/", data.own_json, name="own_json"),
    path("me/data/paper/", data.own_paper, name="own_paper"),
    path("me/data/erasure/", data.own_erasure, name="own_erasure"),
    path("people/erasures/", data.waiting, name="erasures"),
    path("people/", directory.people, name="people"),
    path("people/invitations/", directory.invitations, name="invitations"),
    path("people/invitations/<int:invite_id>/sending/", directory.send_again, name="send_again"),
    path("people/invitations/<int:invite_id>/withdrawal/", directory.withdrawal, name="withdrawal"),
    path("people/teams/", directory.teams, name="teams"),
    path("people/<int:account_id>/", directory.person, name="person"),
    path("people/<int:account_id>/erasure/", data.erasure, name="erasure"),
    path("people/<int:account_id>/roles/", directory.grant_role, name="grant_role"),
    path("people/<int:account_id>/roles/<slug:role>/end/", directory.end_role, name="end_role"),
    path("people/<int:account_id>/teams/", directory.join_team, name="join_team"),
    path("people/<int:account_id>/teams/<int:team_id>/leave/", directory.leave_team, name="leave_team"),
    path("people/<int:account_id>/deactivation/", directory.deactivation, name="deactivation"),
    path("people/<int:account_id>/reactivation/", directory.reactivation, name="reactivation"),
]
ALLAUTH = [
    path("sign-in/password/", account.login, name="account_login"),
    path("sign-in/out/", account.logout, name="account_logout"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/registration/", account.signup, name="account_signup"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/code/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/forgotten/", account.password_reset, name="account_reset_password"),
    path("sign-in/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("sign-in/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^sign-in/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/first/", account.password_set, name="account_set_password"),
    path("me/code/", RedirectView.as_view(pattern_name="people:me"), name="mfa_index"),
    path("me/code/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/code/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/code/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/code/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/code/recovery/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
urlpatterns = [path("", include((OWN, "people"))), *ALLAUTH]
