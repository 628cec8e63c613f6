"""HTML addresses of accounts: ours, and allauth's for sign-in, passwords, the second factor and sessions."""

from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from accounts.views import audit, invitations, me, people, substitutions, tokens

# The library's pages for changing one's address: here an address belongs to the invitation.
to_profile = RedirectView.as_view(url=reverse_lazy("profile"))
not_ours = [
    path("email/", to_profile, name="account_email"),
    path("confirm-email/", to_profile, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", to_profile, name="account_confirm_email"),
]

urlpatterns = [
    path("people/", people.PeopleList.as_view(), name="people_list"),
    path("people/<int:pk>/", people.PersonDetail.as_view(), name="person_detail"),
    path("people/<int:pk>/change/", people.PersonChange.as_view(), name="person_change"),
    path("people/<int:pk>/close/", people.PersonClose.as_view(), name="person_close"),
    path("people/<int:pk>/open/", people.PersonOpen.as_view(), name="person_open"),
    path("people/<int:pk>/roles/new/", people.MembershipNew.as_view(), name="membership_new"),
    path("people/roles/<int:pk>/end/", people.MembershipEnd.as_view(), name="membership_end"),
    path("invitations/", invitations.InvitationList.as_view(), name="invitation_list"),
    path("invitations/new/", invitations.InvitationNew.as_view(), name="invitation_new"),
    path("invitations/<int:pk>/withdraw/", invitations.InvitationWithdraw.as_view(), name="invitation_withdraw"),
    path("invitation/<str:token>/", invitations.InvitationAccept.as_view(), name="invitation_accept"),
    path("substitutions/", substitutions.SubstitutionList.as_view(), name="substitution_list"),
    path("substitutions/new/", substitutions.SubstitutionNew.as_view(), name="substitution_new"),
    path("substitutions/<int:pk>/revoke/", substitutions.SubstitutionRevoke.as_view(), name="substitution_revoke"),
    path("tokens/", tokens.TokenList.as_view(), name="token_list"),
    path("tokens/new/", tokens.TokenNew.as_view(), name="token_new"),
    path("tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    path("audit/", audit.AuditList.as_view(), name="audit_list"),
    path("profile/", me.Profile.as_view(), name="profile"),
    path("language/", me.SetLanguage.as_view(), name="set_language"),
    path("act-for/", me.ActFor.as_view(), name="act_for"),
    path("filters/save/", me.FilterSave.as_view(), name="filter_save"),
    path("filters/<int:pk>/delete/", me.FilterDelete.as_view(), name="filter_delete"),
    path("password/new/<str:token>/", me.PasswordDoor.as_view(), name="password_door"),
    *not_ours,
    path("", include("allauth.urls")),
]
