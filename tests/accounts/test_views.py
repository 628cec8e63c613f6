"""Journeys through the pages of accounts, without a browser."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import services
from accounts.models import AuditRecord, Invitation, SavedFilter, User
from core import clock
from core.actor import SYSTEM
from core.links import token_for
from core.models import Link
from notifications.models import Delivery
from tests.factories.people import PASSWORD, organisation

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def door_of(invitation: Invitation) -> str:
    link = Link.objects.get(subject=f"accounts.invitation:{invitation.pk}")
    return reverse("invitation_accept", args=[token_for(link)])


def substitute(cast) -> None:
    today = clock.today()
    days = {"from_on": today, "until_on": today + timedelta(days=3)}
    services.name_substitute(absent=cast.lead, substitute=cast.staff, **days, reason="puhkus", by=cast.actor("manager"))


def test_from_invitation_to_the_first_page(as_, client):
    as_("admin").post(
        reverse("invitation_new"),
        {"email": "uus@test.example", "role": "staff", "organisation": organisation().pk, "language": "et"},
    )
    client.logout()
    door = door_of(Invitation.objects.get())
    assert "uus@test.example" in text_of(client.get(door))
    weak = client.post(door, {"name": "Uus", "password": "lyhike"})
    assert weak.status_code == 422
    assert 'value="Uus"' in text_of(weak)
    assert client.post(door, {"name": "Uus", "password": PASSWORD}).url == reverse("account_login")
    assert client.get(door).status_code == 404
    assert sign_in(client, User.objects.get(email="uus@test.example")).url == "/"


def test_an_invited_person_with_an_account_signs_in_first(as_, client, cast):
    invitation = services.invite(email=cast.resolver.email, role="partner", organisation=organisation("ria"), by=SYSTEM)
    door = door_of(invitation)
    assert reverse("account_login") in text_of(client.get(door))
    assert client.post(door).status_code == 409
    assert as_("resolver").post(door).url == "/"


def test_sign_in_failure_and_end_stand_in_the_trail(client, cast):
    user = with_password(cast.staff)
    wrong = sign_in(client, user, "vale-salasõna")
    assert wrong.status_code == 200
    unknown = client.post(reverse("account_login"), {"login": "no@test.example", "password": "x"})
    same = re.compile(r'<div class="alert.*?</div>', re.S)
    assert same.search(text_of(wrong)).group() == same.search(text_of(unknown)).group()
    sign_in(client, user)
    client.post(reverse("account_logout"))
    actions = list(AuditRecord.objects.filter(action__startswith="accounts.sign").values_list("action", flat=True))
    assert sorted(actions) == ["accounts.sign_in", *["accounts.sign_in_failed"] * 2, "accounts.sign_out"]
    assert not AuditRecord.objects.filter(label__contains="no@test").exists()
    assert user.history.count() == 2  # made, and given a password: sign-ins leave none


def test_the_brake_says_so_and_lets_the_right_password_in_later(client, cast):
    user = with_password(cast.staff)
    for _try in range(5):
        sign_in(client, user, "vale")
    braked = sign_in(client, user)
    assert braked.status_code == 200
    assert "alert" in text_of(braked)
    cache.clear()
    assert sign_in(client, user).status_code == 302


def test_a_new_password_by_letter(client, cast):
    user = with_password(cast.staff)
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "no@test.example"})
    assert known.url == unknown.url
    link = Link.objects.get(purpose="password-reset")
    door = reverse("password_door", args=[token_for(link)])
    form = client.get(door, follow=True)
    new = "rebane-magab-sügisel-kaua"
    answer = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert client.get(door).status_code == 404


def test_language_of_strangers_and_people(client, as_, cast):
    client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in text_of(client.get(reverse("account_login")))
    assert client.post(reverse("set_language"), {"language": "fi"}).status_code == 422
    as_("staff").post(reverse("set_language"), {"language": "ru"})
    cast.staff.refresh_from_db()
    assert cast.staff.language == "ru"


def test_language_never_leads_away(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"})
    assert answer.url == "/"


def test_acting_as_a_substitute(as_, cast):
    substitute(cast)
    client = as_("staff")
    profile = reverse("profile")
    assert f'name="person" value="{cast.lead.pk}"' in text_of(client.get(profile))
    client.post(reverse("act_for"), {"person": cast.lead.pk})
    assert 'class="banner"' in text_of(client.get(profile))
    assert client.get(reverse("people_list")).status_code == 200
    with clock.at(clock.now() + timedelta(days=5)):
        assert client.get(reverse("people_list")).status_code == 403
    client.post(reverse("act_for"))
    assert 'class="banner"' not in text_of(client.get(profile))


def test_the_today_page_says_whom_one_stands_in_for(as_, cast):
    substitute(cast)
    client = as_("staff")
    assert "Tegutsen asendajana" in client.get("/").content.decode()
    client.post(reverse("act_for"), {"person": cast.lead.pk})
    assert "Tegutsen asendajana" not in client.get("/").content.decode()


def test_acting_for_whom_one_may_not(as_, cast):
    assert as_("staff").post(reverse("act_for"), {"person": cast.lead.pk}).status_code == 403
    assert as_("staff").post(reverse("act_for"), {"person": "x"}).status_code == 422


def test_naming_a_substitute_by_page(as_, cast):
    client = as_("lead")
    today = clock.today()
    form = {"absent": cast.owner.pk, "substitute": cast.staff.pk, "from_on": today, "until_on": today, "reason": "x"}
    assert client.post(reverse("substitution_new"), form).status_code == 302
    again = client.post(reverse("substitution_new"), form)
    assert again.status_code == 409
    assert "has-errors" in text_of(again)
    assert str(cast.staff) in text_of(client.get(reverse("substitution_list") + "?when=now"))


def test_the_token_is_shown_once(as_):
    client = as_("owner")
    form = {"name": "skript", "days": 30, "scopes": ["accounts.see_people"], "submission": "one"}
    made = client.post(reverse("token_new"), form)
    secret = re.search(r'id="token-text">([^<]+)<', text_of(made)).group(1)
    assert made["Cache-Control"] == "no-store"
    assert client.post(reverse("token_new"), form).url == reverse("token_list")
    listed = text_of(client.get(reverse("token_list")))
    assert secret not in listed
    assert listed.count("skript") == 1


def test_a_saved_filter_of_a_list(as_):
    client = as_("owner")
    page = reverse("people_list")
    assert "filter-name" in text_of(client.get(page + "?q=mari&role="))
    answer = client.post(
        reverse("filter_save"), {"page": "people_list", "name": "Marid", "query": "q=mari", "next": page}
    )
    assert answer.url == f"{page}?q=mari"
    shown = text_of(client.get(answer.url))
    assert 'href="?q=mari" aria-current="true"' in shown
    assert client.post(reverse("filter_save"), {"page": "people_list", "name": ""}).status_code == 422
    client.post(reverse("filter_delete", args=[SavedFilter.objects.get().pk]), {"next": page})
    assert "Marid" not in text_of(client.get(page))


def test_another_persons_filter_is_not_there(as_, cast):
    saved = services.save_filter(page="people_list", name="x", query="", by=cast.actor("lead"))
    assert as_("owner").post(reverse("filter_delete", args=[saved.pk])).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?q=a", "?role=owner", "?organisation=1", "?role=wrong", "?sort=-email", "?page=x"]
)
def test_people_list_takes_any_query(as_, query):
    assert as_("owner").get(reverse("people_list") + query).status_code == 200


def test_people_as_a_file(as_, cast):
    cast.user("partner_a")
    file = as_("owner").get(reverse("people_list") + "?format=csv")
    assert "Metsapiiri" in text_of(file)
    assert as_("owner").get(reverse("people_list") + "?format=xlsx").status_code == 200


def test_people_pages_by_administrator(as_, cast):
    client = as_("admin")
    person = cast.staff
    page = reverse("person_detail", args=[person.pk])
    client.post(reverse("person_change", args=[person.pk]), {"name": "Mari", "title": "", "language": "et"})
    assert "<h1>Mari" in text_of(client.get(page))
    role = {"role": "owner", "organisation": organisation().pk, "valid_from": clock.today()}
    assert client.post(reverse("membership_new", args=[person.pk]), role).status_code == 302
    assert client.post(reverse("membership_new", args=[person.pk]), role).status_code == 409
    client.post(reverse("membership_end", args=[person.memberships.get(role="owner").pk]))
    client.post(reverse("person_close", args=[person.pk]), {"reason": "lahkus"})
    assert not User.objects.get(pk=person.pk).is_active
    client.post(reverse("person_open", args=[person.pk]))
    assert User.objects.get(pk=person.pk).is_active


def test_the_trail_and_its_filters(as_, cast):
    services.record(
        "test.act", by=cast.actor("owner"), subject="a.b:1", label="Kirjeldatud tegu", changes={"x": [None, 2]}
    )
    client = as_("auditor")
    page = reverse("audit_list")
    assert "Kirjeldatud tegu" in text_of(client.get(page + "?action=test&subject=a.b:1&since=2020-01-01"))
    assert "Kirjeldatud tegu" not in text_of(client.get(page + "?until=2020-01-01"))
    assert "Kirjeldatud tegu" in text_of(client.get(page + "?format=csv"))
    assert client.get(page + "?since=wrong").status_code == 200


def test_second_factor_is_offered_and_turned_on(client, cast, django_capture_on_commit_callbacks):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    sign_in(client, with_password(cast.staff))
    assert reverse("mfa_activate_totp") in text_of(client.get(reverse("profile")))
    again = client.get(reverse("mfa_activate_totp"))  # asks for the password once more
    page = client.post(again.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert Delivery.objects.filter(address=cast.staff.email).exists()
    assert AuditRecord.objects.filter(action="accounts.add_second_factor").exists()
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    client.post(reverse("account_logout"))
    assert sign_in(client, cast.staff).url == reverse("mfa_authenticate")
