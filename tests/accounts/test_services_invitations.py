"""Letting people in."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.models import AuditRecord, Invitation, Membership, Organisation, User
from core import clock
from core.actor import ANONYMOUS, SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.links import token_for
from core.models import Link
from notifications.models import Delivery
from tests.factories.people import PASSWORD, organisation

pytestmark = pytest.mark.django_db
EMAIL = "uus@test.example"


def link_of(invitation: Invitation) -> Link:
    return Link.objects.get(subject=f"accounts.invitation:{invitation.pk}")


def accept(invitation: Invitation, **given) -> User:
    given = {"name": "Uus Inimene", "password": PASSWORD, "by": ANONYMOUS} | given
    return services.accept_invitation(token=token_for(link_of(invitation)), **given)


def test_the_first_administrator_comes_to_an_empty_database():
    invitation = services.invite(email=" UUS@test.example ", role="admin", by=SYSTEM)
    assert invitation.organisation.kind == Organisation.Kind.OWN
    user = accept(invitation)
    assert (user.email, user.check_password(PASSWORD), user.is_staff) == (EMAIL, True, True)
    assert AuditRecord.objects.filter(action="accounts.accept_invitation", user_id=user.pk).exists()


def test_the_letter_holds_no_secret(cast):
    invitation = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("lead"))
    letter = Delivery.objects.get()
    assert "{link}" in letter.body
    assert token_for(link_of(invitation)) not in letter.body
    assert str(cast.lead) in letter.body


@pytest.mark.parametrize(("language", "word"), [("en", "Invitation"), ("et", ""), ("ru", "")])
def test_the_letter_is_in_the_asked_language(cast, language, word):
    services.invite(email=EMAIL, role="staff", language=language, by=SYSTEM)
    letter = Delivery.objects.get()
    assert letter.language == language
    assert word in letter.subject


def test_a_link_works_once_and_not_after_its_days(cast):
    invitation = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("lead"))
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(NotFound):
        accept(invitation)
    accept(invitation)
    with pytest.raises(NotFound):
        accept(invitation)


def test_a_new_invitation_makes_the_earlier_void(cast):
    first = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("lead"))
    second = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("lead"))
    with pytest.raises(NotFound):
        accept(first)
    accept(second)


def test_withdrawn(cast):
    invitation = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("lead"))
    services.withdraw_invitation(invitation=invitation, by=cast.actor("lead"))
    with pytest.raises(NotFound):
        accept(invitation)


def test_who_has_an_account_gets_only_the_membership_and_signs_in_first(cast):
    person = cast.resolver
    invitation = services.invite(email=person.email, role="partner", organisation=organisation("ria"), by=SYSTEM)
    with pytest.raises(Conflict):
        accept(invitation)
    user = accept(invitation, by=cast.actor("resolver"), password="", name="")
    assert user == person
    assert set(Membership.objects.filter(user=person).values_list("role", flat=True)) == {"resolver", "partner"}


def test_weak_password_and_missing_name_are_refused_and_the_link_stays_open(cast):
    invitation = services.invite(email=EMAIL, role="staff", organisation=organisation(), by=SYSTEM)
    with pytest.raises(Invalid, match=r".") as refusal:
        accept(invitation, password="lyhike")
    assert refusal.value.field == "password"
    with pytest.raises(Invalid):
        accept(invitation, name=" ")
    accept(invitation)


def test_a_lead_does_not_make_administrators(cast):
    with pytest.raises(NotAllowed):
        services.invite(email=EMAIL, role="admin", organisation=organisation(), by=cast.actor("lead"))
    with pytest.raises(NotAllowed):
        services.invite(email=EMAIL, role="staff", organisation=organisation(), by=cast.actor("owner"))


@pytest.mark.parametrize(("role", "home"), [("owner", "tehik"), ("resolver", "ska"), ("nobody", "ska")])
def test_roles_belong_to_their_organisations(role, home):
    with pytest.raises(Invalid):
        services.invite(email=EMAIL, role=role, organisation=organisation(home), by=SYSTEM)


@pytest.mark.parametrize("email", ["", "no", "a@b"])
def test_bad_addresses(email):
    with pytest.raises(Invalid):
        services.invite(email=email, role="staff", organisation=organisation(), by=SYSTEM)


def test_who_holds_the_role_is_not_invited_again(cast):
    with pytest.raises(Conflict):
        services.invite(email=cast.staff.email.upper(), role="staff", organisation=organisation(), by=SYSTEM)
