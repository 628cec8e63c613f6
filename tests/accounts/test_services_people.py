"""Changing people and their roles."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.models import AuditRecord, Membership, User
from accounts.services import make_token
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_people_change_themselves_and_administrators_everybody(cast):
    services.change_person(person=cast.staff, name="Mari Maasikas", language="ru", by=cast.actor("staff"))
    cast.staff.refresh_from_db()
    assert (cast.staff.name, cast.staff.language) == ("Mari Maasikas", "ru")
    services.change_person(person=cast.staff, title="spetsialist", by=cast.actor("admin"))
    with pytest.raises(NotAllowed):
        services.change_person(person=cast.staff, name="X", by=cast.actor("owner"))
    row = AuditRecord.objects.filter(action="accounts.change_person").first()
    assert row.changes["language"] == ["et", "ru"]
    assert cast.staff.history.first().history_user_id is None


def test_nothing_changed_leaves_no_trace(cast):
    services.change_person(person=cast.staff, name=cast.staff.name, by=cast.actor("staff"))
    assert not AuditRecord.objects.filter(action="accounts.change_person").exists()


@pytest.mark.parametrize("wrong", [{"name": " "}, {"language": "fi"}])
def test_wrong_values(cast, wrong):
    with pytest.raises(Invalid):
        services.change_person(person=cast.staff, by=cast.actor("staff"), **wrong)


def test_a_closed_account_opens_nothing(cast, as_, client):
    browser = as_("owner")
    token, _text = make_token(name="skript", by=cast.actor("owner"))
    services.deactivate(person=cast.owner, reason="lahkus", by=cast.actor("admin"))
    assert browser.get("/accounts/profile/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at
    with pytest.raises(Conflict):
        services.deactivate(person=cast.owner, reason="", by=cast.actor("admin"))
    services.reactivate(person=cast.owner, by=cast.actor("admin"))
    assert User.objects.get(pk=cast.owner.pk).is_active


def test_nobody_closes_themself_or_the_last_administrator(cast):
    with pytest.raises(Conflict):
        services.deactivate(person=cast.admin, reason="", by=cast.actor("admin"))
    with pytest.raises(Conflict, match=r".") as refusal:
        services.end_membership(membership=cast.admin.memberships.get(), by=cast.actor("admin"))
    assert refusal.value.code == "last-admin"


def test_roles_are_given_ended_and_given_again(cast):
    admin, ria = cast.actor("admin"), organisation("ria")
    with pytest.raises(NotAllowed):
        services.add_membership(person=cast.resolver, organisation=ria, role="partner", by=cast.actor("lead"))
    first = services.add_membership(person=cast.resolver, organisation=ria, role="partner", by=admin)
    with pytest.raises(Conflict):
        services.add_membership(person=cast.resolver, organisation=ria, role="partner", by=admin)
    services.end_membership(membership=first, by=admin)
    assert not Membership.objects.current().filter(user=cast.resolver, role="partner").exists()
    services.add_membership(person=cast.resolver, organisation=ria, role="partner", by=admin)
    assert Membership.objects.current().filter(user=cast.resolver, role="partner").count() == 1


def test_a_role_with_an_end_ends_by_itself(cast):
    today = clock.today()
    admin = cast.actor("admin")
    with pytest.raises(Invalid):
        services.add_membership(
            person=cast.staff,
            organisation=organisation(),
            role="owner",
            valid_from=today,
            valid_until=today - timedelta(days=1),
            by=admin,
        )
    services.add_membership(person=cast.staff, organisation=organisation(), role="owner", valid_until=today, by=admin)
    assert cast.actor("staff").has_role("owner")
    with clock.at(clock.now() + timedelta(days=2)):
        assert not cast.actor("staff").has_role("owner")
