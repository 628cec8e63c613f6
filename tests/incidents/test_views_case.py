from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from incidents.models import Handover, Incident
from incidents.services import cases, handovers
from notifications.models import Notice
from tests.factories import cases as make
from tests.factories.library import document, in_force
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(as_):
    return as_("owner")


def url(case: Incident, act: str = "") -> str:
    return f"/incidents/{case.ref}/{act}/" if act else f"/incidents/{case.ref}/"


def test_who_may_open_a_case(as_, client, cast):
    case = make.case()
    for who in ("owner", "lead", "manager", "staff", "auditor"):
        assert as_(who).get(url(case)).status_code == 200
    for who in ("partner_a", "admin"):
        assert as_(who).get(url(case)).status_code == 403
    assert as_("resolver").get(url(case)).status_code == 404
    assert as_("owner").get("/incidents/INC-1999-00001/").status_code == 404


def test_buttons_are_what_state_and_role_allow(as_, cast):
    case = make.case()
    may = as_("owner").get(url(case)).context
    assert may["actions"] == {
        "triage",
        "take",
        "assign",
        "forward",
        "note",
        "resolve",
        "mark_duplicate",
        "reject",
        "no_word",
    }
    assert may["may_inform"]
    assert may["may_say_no_word"]
    assert as_("staff").get(url(case)).context["actions"] == {"note"}
    assert as_("auditor").get(url(case)).context["actions"] == set()
    handover = make.handed(case, by=cast.actor("owner"))
    assert "forward" not in as_("owner").get(url(handover.incident)).context["actions"]


def test_why_nobody_is_told_stands_on_the_page(owner, client, cast):
    case = make.case(priority=1)
    assert owner.post(url(case, "no-word"), {"text": " "}).status_code == 422
    assert owner.post(url(case, "no-word"), {"text": "Andmekaitse: teave AK"}).status_code == 302
    page = owner.get(url(case)).content.decode()
    assert page.count("Andmekaitse: teave AK") == 2, "in the facts and in the timeline"
    api = f"/api/v1/incidents/{case.ref}/no-word/"
    answer = owner.post(api, {"text": "Uus põhjus"}, content_type="application/json")
    assert (answer.status_code, answer.json()["action"]) == (201, "no_word")
    client.force_login(cast.user("staff"))
    assert client.post(api, {"text": "x"}, content_type="application/json").status_code == 403


def test_a_case_through_its_life(owner, cast):
    case = make.case(priority=1, system=make.system())
    make.check("valvur")
    steps = [
        ("take", {}),
        ("note", {"text": "vaatan", "audience": "internal"}),
        ("assign", {"to": cast.lead.pk}),
        (
            "triage",
            {
                "title": "TARA ei vasta",
                "component": case.component_id,
                "fault_class": case.fault_class_id,
                "priority": 1,
                "text": "",
            },
        ),
        ("resolve", {"cure_text": "taaskäivitus"}),
        ("reopen", {"text": "tuli tagasi"}),
        ("resolve", {"cure_text": ""}),
        (
            "close",
            {
                "cause_class": "release",
                "cause_text": "versioon",
                "guard": "risk",
                "guard_text": "vahetub kuu lõpus",
                "guard_approver": cast.lead.pk,
                "guard_until": str(clock.today() + timedelta(days=30)),
            },
        ),
    ]
    for act, sent in steps:
        answer = owner.post(url(case, act), sent)
        assert (act, answer.status_code, answer.url) == (act, 302, url(case))
    case.refresh_from_db()
    assert (case.state, case.guard, case.cure_text) == ("closed", "risk", "taaskäivitus")
    actions = [f"incidents.{act}" for act, _sent in steps]
    assert list(AuditRecord.objects.filter(action__in=actions).order_by("pk").values_list("action", flat=True)) == (
        actions
    )
    assert owner.get(url(case)).status_code == 200


@pytest.mark.parametrize(
    ("act", "sent", "field"),
    [
        ("note", {"text": "", "audience": "internal"}, "text"),
        ("note", {"text": "sõnad alles", "audience": "party"}, "audience"),
        ("note", {"text": "sõnad alles", "audience": "public"}, "audience"),
        ("reject", {"text": ""}, "text"),
        ("duplicate", {"ref": "INC-1999-00001"}, "ref"),
        ("triage", {"title": "", "priority": "9"}, "priority"),
        ("word", {"title_et": "x", "body_et": "sõnad alles", "stage": "investigating"}, "body"),
        ("word", {"title_et": "x", "body_et": "a", "body_en": "sõnad alles", "stage": "investigating"}, "title"),
        ("forward", {"group": "", "message": "sõnad alles"}, "group"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(owner, act, sent, field):
    answer = owner.post(url(make.case(), act), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert ("sõnad alles" in str(sent)) <= ("sõnad alles" in answer.content.decode())


def test_a_duplicate_of_itself(owner):
    case = make.case()
    answer = owner.post(url(case, "duplicate"), {"ref": f" {case.ref.lower()} "})
    assert answer.context["form"].errors["ref"]
    other = make.case(of="log")
    owner.post(url(case, "duplicate"), {"ref": other.ref})
    case.refresh_from_db()
    assert case.duplicate_of == other
    assert other.ref in owner.get(url(case)).content.decode()


def test_somebody_was_faster(owner, cast):
    case = make.case()
    cases.resolve(case, by=cast.actor("lead"))
    answer = owner.post(url(case, "reject"), {"text": "Minu pikk põhjendus"})
    assert answer.status_code == 409
    assert "Minu pikk põhjendus" in answer.content.decode()
    assert case.ref in str(answer.context["form"].errors)


def test_a_stale_button(owner, cast):
    case = cases.take(make.case(), by=cast.actor("lead"))
    answer = owner.post(url(case, "take"))
    assert answer.status_code == 409
    assert case.ref in answer.content.decode()


def test_assigning_to_nobody(owner, cast):
    assert owner.post(url(make.case(), "assign"), {"to": cast.staff.pk}).status_code == 422


def test_closing_a_small_one_asks_for_no_guard(owner, cast):
    case = cases.resolve(make.case(priority=4), by=cast.actor("owner"))
    assert "guard" not in owner.get(url(case, "close")).context["form"].fields
    assert owner.post(url(case, "close"), {"cause_class": "user_question"}).status_code == 302


def test_a_document_in_force_guards(owner, cast, as_):
    case = cases.resolve(make.case(priority=1), by=cast.actor("owner"))
    guide = in_force(document("juhend", audience="named", organisations=[organisation("ria")])).document
    draft_only = document("kavand")
    choices = owner.get(url(case, "close")).context["form"].fields["guard_document"].queryset
    assert set(choices) == {guide}
    sent = {"cause_class": "release", "guard": "document", "guard_text": "lisatud pilt"}
    assert owner.post(url(case, "close"), {**sent, "guard_document": draft_only.pk}).status_code == 422
    assert owner.post(url(case, "close"), sent).status_code == 422
    assert owner.post(url(case, "close"), {**sent, "guard_document": guide.pk}).status_code == 302
    link = f"/library/{guide.slug}/"
    assert link in owner.get(url(case)).content.decode()
    assert link not in as_("staff").get(url(case)).content.decode(), "it is for a named partner, not for all staff"


def test_closing_puts_documents_in_doubt_when_asked(owner, cast):
    by = cast.actor("owner")
    case = cases.resolve(make.case(priority=1), by=by)
    guard, other, schema = (
        in_force(document(slug, components=[case.component], type=kind)).document
        for slug, kind in (("juhend", "guide"), ("kirjeldus", "description"), ("slaidid", "training"))
    )
    sent = {"cause_class": "release", "guard": "document", "guard_text": "parandatud", "guard_document": guard.pk}
    assert owner.post(url(case, "close"), {**sent, "puts_in_doubt": "on"}).status_code == 302
    assert other.signals.open().get().about == f"incident:{case.ref}"
    assert not guard.signals.exists(), "it was changed just because of this"
    assert not schema.signals.exists(), "its type minds no incidents"


def test_closing_doubts_nothing_unless_asked(owner, cast):
    case = cases.resolve(make.case(priority=4), by=cast.actor("owner"))
    guide = in_force(document("juhend", components=[case.component], type="guide")).document
    assert owner.post(url(case, "close"), {"cause_class": "user_question"}).status_code == 302
    assert not guide.signals.exists()


def test_buttons_are_posts(owner):
    case = make.case()
    assert owner.get(url(case, "take")).status_code == 404
    assert owner.get(url(case, "assign")).status_code == 404
    case.refresh_from_db()
    assert case.assignee is None


def test_the_public_word(owner, cast):
    case = make.case()
    assert owner.get(url(case, "word")).context["form"].initial["title"]["en"]
    sent = {"title_et": "Häire", "title_en": "Trouble", "body_et": "Uurime", "body_en": "We look"}
    sent |= {"meanwhile_et": "Oodake.", "meanwhile_en": "Wait."}
    owner.post(url(case, "word"), {**sent, "stage": "investigating", "next_update_at": "2099-01-01T10:00"})
    assert "viimane teade" not in owner.get(url(case)).content.decode()
    owner.post(url(case, "resolve"), {})
    page = owner.get(url(case))
    assert page.context["may_inform"], "the last word is still missing"
    assert "viimane teade" in page.content.decode()
    owner.post(url(case, "word"), {**sent, "stage": "resolved"})
    assert Notice.objects.get().state == "ended"
    assert not owner.get(url(case)).context["may_inform"]


class TestForwarding:
    def test_by_the_rule_with_its_evidence(self, owner):
        case = make.case(got="503")
        make.rule(evidence=["aeg", "veakood"])
        page = owner.get(url(case, "forward"))
        form = page.context["form"]
        assert form.initial["group"] == make.group()
        assert "UTC" not in form.initial["evidence_0"], "people read Tallinn's time"
        sent = {"group": make.group().pk, "evidence_0": "8.50", "evidence_1": "", "message": "Palun"}
        answer = owner.post(url(case, "forward"), sent)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"__all__", "evidence_1"}
        assert "Palun" in answer.content.decode()
        assert owner.post(url(case, "forward"), {**sent, "evidence_1": "503"}).status_code == 302
        assert Handover.objects.get().rule_code == "PJ-01"

    def test_to_another_than_the_rule_says(self, owner):
        make.rule(evidence=["aeg"])
        case, other = make.case(), make.group("ria-tugi")
        assert owner.post(url(case, "forward"), {"group": other.pk}).status_code == 302
        assert Handover.objects.get().rule_code == ""

    def test_a_hole_is_said(self, owner):
        assert owner.get(url(make.case(), "forward")).context["suggestion"] is None

    def test_what_we_do_with_it_afterwards(self, owner, cast):
        handover = make.handed(by=cast.actor("owner"), message="Palun vaadake")
        base = f"/incidents/{handover.incident.ref}/handovers/{handover.pk}"
        text = owner.get(f"{base}/text/").context["text"]
        assert "Palun vaadake" in text
        assert "{link}" not in text
        assert "/handover/" not in text
        handovers.ask(handover, text="Mis kell?", by=cast.actor("resolver"))
        assert owner.post(f"{base}/reply/", {"text": "8.50"}).status_code == 302
        assert owner.post(f"{base}/paste/", {"meaning": "refuse", "text": ""}).status_code == 422
        assert owner.post(f"{base}/paste/", {"meaning": "accept", "their_reference": "TT-1"}).status_code == 302
        assert owner.post(f"{base}/revoke/", {"text": "Lahenes"}).status_code == 302
        assert owner.post(f"{base}/revoke/", {"text": "Lahenes"}).status_code == 409
        handover.refresh_from_db()
        assert (handover.state, handover.their_reference) == ("revoked", "TT-1")

    def test_under_its_own_case_only(self, owner, cast):
        handover, other = make.handed(by=cast.actor("owner")), make.case(of="log")
        assert owner.get(f"/incidents/{other.ref}/handovers/{handover.pk}/paste/").status_code == 404
