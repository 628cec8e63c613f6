"""Who stands in for whom."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.models import AuditRecord, Substitution
from accounts.selectors import actor_of
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from notifications.models import Delivery
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def name(cast):
    """``name(first, last)``: the lead names the official as the owner's substitute, days counted from today."""

    def do(first: int = 0, last: int = 5, by: str = "lead", **given) -> Substitution:
        today = clock.today()
        people = {"absent": cast.owner, "substitute": cast.staff} | given
        days = {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last)}
        return services.name_substitute(**people, **days, reason="puhkus", by=cast.actor(by))

    return do


def test_named_told_and_written_down(cast, name):
    name()
    assert cast.actor("staff").may_act_for == ((cast.owner.pk, str(cast.owner)),)
    assert Delivery.objects.filter(address=cast.staff.email).count() == 1
    assert AuditRecord.objects.get(action="accounts.name_substitute").reason == "puhkus"


def test_acting_gives_the_absent_persons_roles_instead_of_ones_own(cast, name):
    name()
    actor = actor_of(cast.staff, acting_for_id=cast.owner.pk)
    assert actor.roles == {"owner"}
    assert (actor.acting_for_name, actor.responsible_id) == (str(cast.owner), cast.owner.pk)
    row = services.record("test.act", by=actor)
    assert "asendaja" in row.actor_name


def test_only_within_its_days(cast, name):
    name(first=1, last=2)
    assert actor_of(cast.staff, acting_for_id=cast.owner.pk).roles == {"staff"}
    with pytest.raises(NotAllowed):
        services.check_may_act_for(absent_id=cast.owner.pk, by=cast.actor("staff"))


def test_lead_and_manager_name_for_the_agency(cast, name):
    with pytest.raises(NotAllowed):
        name(by="owner")
    with pytest.raises(NotAllowed):
        name(absent=cast.resolver)
    name(by="manager", absent=cast.lead)
    with pytest.raises(Invalid):
        name(substitute=cast.partner_a, first=20, last=21)


@pytest.mark.parametrize(("first", "last"), [(3, 2), (-5, -1), (0, 400)])
def test_days_that_are_not_right(name, first, last):
    with pytest.raises(Invalid):
        name(first, last)


def test_nobody_stands_in_for_themself(cast, name):
    with pytest.raises(Invalid):
        name(substitute=cast.owner)


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 9), (-1, 0), (2, 3)])
def test_two_substitutes_never_share_a_day(cast, name, first, last):
    name(0, 5)
    with pytest.raises(Conflict):
        name(first, last, substitute=cast.manager)


def test_neighbouring_days_are_free(cast, name):
    name(0, 5)
    name(6, 9, substitute=cast.manager)


def test_a_substitute_who_is_away_is_refused(cast, name):
    name(0, 5)
    with pytest.raises(Conflict):
        name(5, 6, absent=person("teine", role="owner"), substitute=cast.owner)


def test_ended_early(cast, name):
    row = name(-2, 5)
    services.revoke_substitution(substitution=row, by=cast.actor("lead"))
    assert cast.actor("staff").may_act_for == ()
    with pytest.raises(Conflict):
        services.revoke_substitution(substitution=row, by=cast.actor("lead"))
    later = name(3, 5)
    services.revoke_substitution(substitution=later, by=cast.actor("lead"))
    name(3, 5, substitute=cast.manager)
