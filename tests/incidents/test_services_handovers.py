import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditRecord
from core import clock
from core.actor import Actor
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from core.links import open_link, token_for
from core.models import Link
from incidents.models import Handover, Incident
from incidents.services import cases, handovers
from notifications.models import Delivery
from partners.models import Contact
from tests.factories import cases as make
from tests.factories.people import organisation, person

pytestmark = pytest.mark.django_db
CODE = "38001085718"
LINK = Actor(kind="link", name="TEHIK (TEHIK-UK)")


@pytest.fixture
def by(cast):
    return cast.actor("owner")


def sent(by, **values) -> Handover:
    return handovers.forward(values.pop("incident", None) or make.case(), group=make.group(), by=by, **values)


def refusal(kind, service, *args, **values) -> DomainError:
    with pytest.raises(kind) as caught:
        service(*args, **values)
    return caught.value


class TestForward:
    def test_who_may(self, cast):
        for who in ("manager", "staff", "auditor", "admin", "resolver", "partner_a"):
            refusal(NotAllowed, sent, cast.actor(who))
        assert sent(cast.actor("lead"))

    def test_the_case_is_theirs_now(self, by):
        handover = sent(by, message=f"Palun vaadake {CODE}", evidence={"aeg": f"8.50 {CODE}"})
        case = Incident.objects.get()
        assert (case.state, case.assignee_id, handover.state) == ("forwarded", by.user_id, "sent")
        assert case.triaged_at
        assert (handover.contact_name, handover.address, handover.language) == (
            "TEHIK-UK",
            "tehik-uk@party.example",
            "et",
        )
        assert CODE not in handover.message + str(handover.evidence)
        assert (handover.delivered_at, handover.react_due_at) == (None, None), "clocks run from delivery"
        assert case.entries.get(action="forward").text == "TEHIK-UK"
        assert AuditRecord.objects.get(action="incidents.forward").changes == {"state": ["reported", "forwarded"]}

    def test_the_rule_in_force_is_frozen(self, by):
        rule = make.rule(evidence=["aeg"], note="sest nii", fallback=make.group("ria-tugi"))
        handover = sent(by, rule=rule, evidence={"aeg": "8.50"})
        rule.react, rule.note = "5tp", "muudetud"
        rule.save()
        handover.refresh_from_db()
        assert handover.rule == {
            "version": "2026-1",
            "code": "PJ-01",
            "component": "aut-tara",
            "fault_class": "katkestus",
            "solver": "tehik-uk",
            "via": None,
            "fallback": "ria-tugi",
            "react": "30m",
            "resolve": "4h",
            "evidence": ["aeg"],
            "note": "sest nii",
        }

    def test_evidence_that_they_ask_for_is_required(self, by):
        rule = make.rule(evidence=["aeg", "veakood", "amr"])
        error = refusal(Invalid, sent, by, rule=rule, evidence={"aeg": "8.50", "veakood": "  "})
        assert error.field == "evidence"
        assert "veakood, amr" in str(error.message)
        assert not Handover.objects.exists()

    def test_without_an_address(self, by):
        group = make.group("andmeandja", organisation=None, email="", contact_role="infoturve")
        error = refusal(Invalid, handovers.forward, make.case(), group=group, by=by)
        assert error.field == "group"
        assert "ANDMEANDJA" in str(error.message)

    def test_the_organisation_chosen_gives_the_address_and_the_language(self, by):
        group = make.group("andmeandja", organisation=None, email="", contact_role="infoturve")
        Contact.objects.create(
            organisation=organisation("mta"), name="Mari", role="Infoturve", email="mari@mta.example", language="en"
        )
        handover = handovers.forward(make.case(), group=group, organisation=organisation("mta"), by=by)
        assert (handover.contact_name, handover.address, handover.language) == ("Mari", "mari@mta.example", "en")
        assert "forwarded to you" in make.letters_to("mari@mta.example")[0].subject

    def test_a_developer_only_through_the_desk(self, by):
        developer = make.group("arendaja", organisation=organisation("nutikas"), via=make.group())
        handover = handovers.forward(make.case(), group=developer, by=by)
        assert (handover.resolver_group, handover.via, handover.address) == (
            developer,
            make.group(),
            "tehik-uk@party.example",
        )

    def test_one_at_a_time(self, by):
        first = sent(by)
        error = refusal(Conflict, sent, by, incident=first.incident)
        assert error.code == "already-forwarded"
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(incident=first.incident, resolver_group=make.group(), address="x@y.example")
        handovers.revoke(first, text="vale", by=by)
        assert sent(by, incident=first.incident).state == "sent"

    def test_not_a_case_that_is_over(self, by):
        case = cases.resolve(make.case(), by=by)
        assert case.ref in str(refusal(Conflict, sent, by, incident=case).message)


class TestLetter:
    def test_is_useful_without_its_link_and_holds_no_secret(self, by):
        case = make.case(
            title="TARA ei vasta", description="Kõik ootavad", got="503", expected="200", system=make.system()
        )
        rule = make.rule(evidence=["aeg"], note="RIA vastab")
        handover = sent(by, incident=case, rule=rule, evidence={"aeg": "08.50"}, message="Palun kiiresti")
        (letter,) = make.letters_to(handover.address)
        words = [case.ref, "TARA ei vasta", "Kõik ootavad", "503", "200", "SKAIS2", "PJ-01", "2026-1", "30m", "4h"]
        words += ["08.50", "aeg", "Palun kiiresti", "RIA vastab", "Owner", "katkestus"]
        assert not [word for word in words if word not in letter.body]
        assert case.ref in letter.subject
        assert "{link}" in letter.body
        stored = f"{letter.subject} {letter.body} {letter.path} {letter.receipt}"
        token = token_for(handover.link)
        assert token not in stored
        assert token.partition("-")[2] not in stored
        assert f"/handover/{token}/" in make.as_sent(letter)

    def test_those_whom_the_rule_names_are_told_without_a_link(self, by):
        rule = make.rule()
        rule.notify.add(make.group("ska-akt"), make.group("tumm", email=""))
        sent(by, rule=rule)
        (letter,) = make.letters_to("ska-akt@party.example")
        assert letter.link is None
        assert "/handover/" not in make.as_sent(letter)

    def test_its_delivery_is_counted_on_the_case(self, by):
        handover = sent(by)
        (letter,) = make.letters_to(handover.address)
        assert letter.about == f"incident:{handover.incident.ref}"


class TestClocks:
    def test_run_from_delivery_in_the_partys_hours(self, by, at):
        rule = make.rule(react="2h", resolve="1tp")
        with at("2026-03-06T16:00"):  # Friday; their desk works E–R 8–17
            handover = sent(by, rule=rule)
        with at("2026-03-06T16:30"):
            make.delivered(make.letters_to(handover.address)[0])
        handover.refresh_from_db()
        assert handover.state == "delivered"
        assert clock.local(handover.delivered_at).isoformat()[11:16] == "16:30"
        assert clock.local(handover.react_due_at).isoformat()[:16] == "2026-03-09T09:30"

    def test_priority_1_runs_on_the_calendar(self, by, at):
        with at("2026-03-06T16:30"):
            handover = make.handed(make.case(priority=1), by=by, rule=make.rule(react="2h"))
        assert clock.local(handover.react_due_at).isoformat()[:16] == "2026-03-06T18:30"

    def test_hours_that_can_not_be_read_are_office_hours(self, by, at):
        group = make.group(hours="vastavalt lepingule")
        with at("2026-03-06T16:30"):
            handover = make.handed(by=by, to=group, rule=make.rule(react="1h", solver=group))
        assert clock.local(handover.react_due_at).isoformat()[:16] == "2026-03-09T09:30"

    def test_without_a_rule_no_clock(self, by):
        handover = make.handed(by=by)
        assert (handover.state, handover.react_due_at, handover.resolve_due_at) == ("delivered", None, None)

    def test_a_second_delivery_changes_nothing(self, by):
        handover = make.handed(by=by, rule=make.rule())
        handovers.note_delivery(handover.pk, at=clock.now() + timedelta(hours=5), is_delivered=True)
        assert Handover.objects.get().delivered_at == handover.delivered_at
        assert handover.entries.filter(action="handover_deliver").count() == 1

    def test_a_letter_that_was_given_up_is_shown_and_told(self, cast, by):
        handover = sent(by)
        letter = make.letters_to(handover.address)[0]
        Delivery.objects.filter(pk=letter.pk).update(state="sending", held_by="w")
        letter.refresh_from_db()
        from notifications.services import outbox

        outbox.mark_failed(letter, "550")
        handover.refresh_from_db()
        assert (handover.delivery_failed, handover.state) == (True, "sent")
        assert handover.incident.ref in make.letters_to("owner@test.example")[-1].subject
        handovers.note_delivery(handover.pk, at=clock.now(), is_delivered=True)
        handover.refresh_from_db()
        assert handover.delivery_failed is False

    def test_accepted_before_the_relay_answered(self, by):
        handover = sent(by, rule=make.rule())
        handovers.accept(handover, by=LINK)
        handovers.note_delivery(handover.pk, at=clock.now(), is_delivered=True)
        handover.refresh_from_db()
        assert handover.state == "accepted"
        assert handover.react_due_at


class TestTheirActs:
    def test_accept(self, by):
        handover = handovers.accept(make.handed(by=by), their_reference="TT-77", text="Võtame", by=LINK)
        assert (handover.state, handover.their_reference) == ("accepted", "TT-77")
        assert handover.accepted_at
        entry = handover.entries.get(action="handover_accept")
        assert (entry.audience, entry.text, entry.actor_name, entry.actor_kind) == (
            "party",
            "Võtame",
            LINK.name,
            "link",
        )
        assert Incident.objects.get().state == "forwarded"

    def test_refuse_needs_a_reason_and_gives_the_case_back(self, by):
        handover = make.handed(by=by)
        error = refusal(Invalid, handovers.refuse, handover, text=" ", by=LINK)
        assert error.field == "text"
        handover = handovers.refuse(handover, text=f"Pole meie {CODE}", is_misroute=True, by=LINK)
        assert (handover.state, handover.is_misroute, handover.refused_because) == (
            "refused",
            True,
            "Pole meie [isikukood]",
        )
        assert handover.ended_at
        assert Incident.objects.get().state == "in_work"

    def test_only_a_refusal_that_says_so_is_a_misroute(self, by):
        assert handovers.refuse(make.handed(by=by), text="pole aega", by=LINK).is_misroute is False

    def test_a_question_and_our_answer(self, by):
        handover = make.handed(by=by)
        assert refusal(Invalid, handovers.ask, handover, text="", by=LINK).field == "text"
        handover = handovers.ask(handover, text="Mis kell?", by=LINK)
        assert handover.state == "asked"
        assert refusal(Invalid, handovers.answer_question, handover, text="", by=by).field == "text"
        handover = handovers.answer_question(handover, text="Kell 8.50", by=by)
        assert handover.state == "delivered"
        assert "Kell 8.50" in make.letters_to(handover.address)[-1].body
        refusal(Conflict, handovers.answer_question, handover, text="veel", by=by)

    def test_words_and_ticket_number(self, by):
        handover = make.handed(by=by)
        assert refusal(Invalid, handovers.answer, handover, text="", by=LINK).field == "text"
        assert refusal(Invalid, handovers.set_reference, handover, their_reference=" ", by=LINK).field == (
            "their_reference"
        )
        handover = handovers.set_reference(handover, their_reference=f"TT {CODE}", by=LINK)
        assert handover.their_reference == "TT [isikukood]"
        handover = handovers.answer(handover, text="Uurime", their_reference="TT-2", by=LINK)
        assert (handover.state, handover.their_reference) == ("answered", "TT-2")

    def test_fixed(self, by):
        handover = handovers.fix(make.handed(by=by), text="Korras", by=LINK)
        assert (handover.state, handover.fixed_at == handover.ended_at == handover.accepted_at) == ("fixed", True)
        assert Incident.objects.get().state == "in_work", "seen working and resolved by us"

    def test_after_the_end_nothing(self, by):
        handover = handovers.revoke(make.handed(by=by), text="Vale tee", by=by)
        for service in (handovers.accept, handovers.refuse, handovers.ask, handovers.answer, handovers.fix):
            error = refusal(Conflict, service, handover, text="x", by=LINK)
            assert str(error.message)

    def test_revoke(self, cast, by):
        handover = make.handed(by=by)
        assert refusal(Invalid, handovers.revoke, handover, text="", by=by).field == "text"
        refusal(NotAllowed, handovers.revoke, handover, text="x", by=cast.actor("resolver"))
        handover = handovers.revoke(handover, text="Lahenes", by=by)
        assert handover.state == "revoked"
        assert Incident.objects.get().state == "in_work"
        assert "Lahenes" in make.letters_to(handover.address)[-1].body

    def test_strangers_do_not_act(self, cast, by):
        handover = make.handed(by=by)
        stranger = person("ria-mees", role="resolver", organisation_slug="ria")
        from accounts.selectors import actor_of

        for actor in (actor_of(stranger), *map(cast.actor, ("staff", "manager", "auditor", "partner_a"))):
            refusal(NotAllowed, handovers.accept, handover, by=actor)
        assert handovers.accept(handover, by=cast.actor("resolver")).state == "accepted"

    def test_a_resolvers_token_acts_within_its_scopes_only(self, cast, by):
        handover = make.handed(by=by)
        reading = cast.actor("resolver").narrowed(["incidents.see_own_handovers"])
        refusal(NotAllowed, handovers.accept, handover, by=reading)
        acting = cast.actor("resolver").narrowed(["incidents.answer_handover"])
        assert handovers.accept(handover, by=acting)


class TestPaste:
    @pytest.mark.parametrize(
        ("meaning", "state"),
        [("accept", "accepted"), ("answer", "answered"), ("ask", "asked"), ("fix", "fixed"), ("refuse", "refused")],
    )
    def test_a_plain_reply_counts(self, by, meaning, state):
        handover = handovers.paste_reply(
            make.handed(by=by), text="Nende sõnad", meaning=meaning, their_reference="TT-9", by=by
        )
        assert (handover.state, handover.their_reference) == (state, "TT-9")
        entry = handover.entries.get(action=f"handover_{meaning}")
        assert (entry.text, entry.actor_name) == ("Nende sõnad", "Owner")

    def test_it_must_mean_something(self, by):
        handover = make.handed(by=by)
        assert refusal(Invalid, handovers.paste_reply, handover, text="x", meaning="", by=by).field == "meaning"
        error = refusal(
            Invalid, handovers.paste_reply, handover, text="", meaning="refuse", their_reference="TT-1", by=by
        )
        assert error.field == "text"
        handover.refresh_from_db()
        assert handover.their_reference == "", "all or nothing"

    def test_is_ours_to_do(self, cast, by):
        handover = make.handed(by=by)
        refusal(NotAllowed, handovers.paste_reply, handover, text="x", meaning="fix", by=cast.actor("resolver"))

    def test_a_misroute_is_said(self, by):
        handover = handovers.paste_reply(make.handed(by=by), text="x", meaning="refuse", is_misroute=True, by=by)
        assert handover.is_misroute


class TestReminder:
    def test_once_after_the_time_to_react(self, cast, by, at):
        with at("2026-03-06T10:00"):
            handover = make.handed(by=by, rule=make.rule(react="2h"))
            assert handovers.remind_unaccepted() == 0
        with at("2026-03-06T12:01"):
            assert handovers.remind_unaccepted() == 1
            assert handovers.remind_unaccepted() == 0
        assert "06.03.2026 12.00" in make.letters_to(handover.address)[-1].body
        assert handover.incident.ref in make.letters_to("owner@test.example")[-1].subject

    def test_not_those_who_answered_nor_what_is_over(self, by, at):
        with at("2026-03-06T10:00"):
            one = make.handed(by=by, rule=make.rule(react="2h"))
            handovers.accept(one, by=LINK)
            two = make.handed(make.case(of="log"), by=by, rule=make.rule("PJ-02", component=None, react="2h"))
            cases.resolve(two.incident, by=by)
        with at("2026-03-09T12:01"):
            assert handovers.remind_unaccepted() == 0


def test_the_link_is_of_one_purpose_and_one_handover(by):
    one = make.handed(by=by)
    assert open_link(token_for(one.link), "handover").handover == one
    assert Link.objects.get(pk=one.link_id).expires_at > clock.now() + timedelta(days=90)


@pytest.mark.django_db(transaction=True)
def test_two_forward_at_once(cast):
    by, case, group = cast.actor("owner"), make.case(), make.group()
    start, found = threading.Barrier(2), []

    def run():
        try:
            start.wait()
            found.append(handovers.forward(case, group=group, by=by))
        except DomainError as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Handover"]
    assert len(make.letters_to("tehik-uk@party.example")) == 1
