"""Links that open one version for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.links import token_for
from core.models import Link
from docs_library import services
from docs_library.models import ShareLink
from docs_library.selectors import shared_version
from tests.factories import library as make

pytestmark = pytest.mark.django_db


def opens(share) -> bool:
    try:
        shared_version(token_for(Link.objects.get(pk=share.link_id)))
    except NotFound:
        return False
    return True


def test_until_the_end_of_its_day(at):
    with at("2026-03-02T10:00"):
        share = make.shared(make.published(), days=0)
    with at("2026-03-02T23:59"):
        assert opens(share)
    with at("2026-03-03T00:00"):
        assert not opens(share)


def test_revoked_once():
    share = make.shared(make.published())
    services.revoke(share=share, by=SYSTEM)
    assert not opens(share)
    with pytest.raises(Conflict):
        services.revoke(share=share, by=SYSTEM)


@pytest.mark.parametrize(
    ("values", "field"), [({"days": 91}, "until_on"), ({"days": -1}, "until_on"), ({"whom": " "}, "whom")]
)
def test_what_can_not_be_is_refused(values, field):
    version = make.published()
    with pytest.raises(Invalid) as refused:
        make.shared(version, **values)
    assert refused.value.field == field
    assert not Link.objects.exists()


def test_a_draft_a_withdrawn_and_a_restricted_one_are_not_shared():
    draft, gone, marked = make.draft(make.guide("a")), make.published("b"), make.published("c")
    services.withdraw(version=gone, because="x", by=SYSTEM)
    make.restricted(marked)
    for version in (draft, gone, marked):
        with pytest.raises(Conflict):
            make.shared(version)


def test_it_closes_with_the_version():
    gone, away, marked, back = (make.published(slug) for slug in "abcd")
    returned = services.submit(version=make.draft(back.document), by=SYSTEM)
    shares = [make.shared(row) for row in (gone, away, marked, returned)]
    assert all(opens(share) for share in shares)
    services.withdraw(version=gone, because="x", by=SYSTEM)
    services.archive_document(document=away.document, because="x", by=SYSTEM)
    mark = make.restricted(marked)
    services.send_back(version=returned, because="x", by=SYSTEM)
    assert not any(opens(share) for share in shares)
    services.lift(restriction=mark, because="x", by=SYSTEM)
    assert not opens(shares[2])  # closed for good


def test_a_link_of_another_purpose_or_a_forged_one_opens_nothing():
    version = make.published()
    other = Link.objects.create(purpose="contact", subject=f"docs_library.version:{version.pk}")
    share = make.shared(version)
    number, _dash, mac = token_for(share.link).partition("-")
    for token in (token_for(other), f"{number}-{mac[:-1]}x", f"{int(number) + 1}-{mac}", "", "1", "-", "٣-x"):
        with pytest.raises(NotFound):
            shared_version(token)


@pytest.mark.parametrize("who", ["manager", "staff", "partner_a", "auditor", "admin", "resolver"])
def test_who_does_not_share(who, cast):
    version, by = make.published(), cast.actor(who)
    with pytest.raises(NotAllowed):
        services.share(version=version, whom="x", until_on=clock.today() + timedelta(1), by=by)
    share = make.shared(version, whom="38001085718")
    assert share.whom == "[isikukood]"
    with pytest.raises(NotAllowed):
        services.revoke(share=share, by=by)
    assert ShareLink.objects.get().is_open


def test_a_version_that_was_sent_back_does_not_open_again_when_it_is_submitted_anew():
    version = services.submit(version=make.draft(make.guide()), by=SYSTEM)
    share = make.shared(version)
    assert opens(share)
    version = services.send_back(version=version, because="Lisa näide", by=SYSTEM)
    version = services.submit(version=version, by=SYSTEM)
    assert not opens(share)
    assert opens(make.shared(version))
