import pytest
from django.test import Client

from core import clock
from core.links import token_for
from core.models import Link
from incidents.models import Entry, Handover, HandoverCode, Incident
from incidents.services import cases, handovers
from tests.factories import cases as make
from tests.factories.people import person

pytestmark = pytest.mark.django_db
SECRETS = ("meie vahel", "Lead", "guard")


@pytest.fixture
def handover(cast):
    by = cast.actor("owner")
    make.targets()
    case = make.case(description="Kõik ootavad", got="503", system=make.system())
    given = make.handed(case, by=by, rule=make.rule(evidence=["aeg"], note="sest"), evidence={"aeg": "8.50"})
    cases.note(case, text="meie vahel", by=by)
    cases.note(case, text="teile teadmiseks", audience="party", by=by)
    return given


@pytest.fixture
def proven(client, handover):
    """A client that has typed the code."""
    url = make.door(handover)
    client.post(url, {"action": "send_code"})
    assert client.post(url, {"action": "code", "code": make.code_for(handover)}).status_code == 302
    return client


def counts() -> tuple:
    tables = (Handover, Incident, Entry, HandoverCode, Link)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


class TestReading:
    def test_anybody_with_the_link_reads_what_is_for_the_party(self, client, handover):
        answer = client.get(make.door(handover))
        text = answer.content.decode()
        assert answer.status_code == 200
        for word in (handover.incident.ref, "Kõik ootavad", "503", "8.50", "teile teadmiseks", "PJ-01"):
            assert word in text
        assert not [word for word in ("meie vahel", "/incidents/INC", "owner@test.example") if word in text]
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex")
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("method", ["get", "head", "options"])
    def test_looking_changes_nothing(self, client, handover, method):
        before = counts()
        for query in ("", "?code=sent", "?action=accept"):
            getattr(client, method)(make.door(handover) + query)
        assert counts() == before

    @pytest.mark.parametrize(("language", "word"), [("et", "et"), ("en", "en"), ("ru", "ru")])
    def test_in_the_contacts_language_unless_chosen(self, client, handover, language, word):
        handover.language = "en"
        handover.save()
        assert client.get(make.door(handover)).context["LANGUAGE_CODE"] == "en"
        client.cookies["language"] = language
        assert client.get(make.door(handover)).context["LANGUAGE_CODE"] == word

    def test_links_that_open_nothing(self, client, handover):
        token = token_for(handover.link)
        other = Link.objects.create(purpose="report", subject="incidents.report:1")
        answers = [client.get(f"/handover/{each}/") for each in (token + "x", "1-x", "x", token_for(other))]
        answers.append(client.post(f"/handover/{token}x/", {"action": "accept"}))
        with clock.at(clock.now() + handovers.LINK_LIFE):
            answers.append(client.get(make.door(handover)))
        handover.link.revoked_at = clock.now()
        handover.link.save()
        answers.append(client.get(f"/handover/{token}/"))
        assert {answer.status_code for answer in answers} == {404}
        assert len({str(answer.context["message"]) for answer in answers}) == 1

    def test_after_the_end_it_shows_and_asks_nothing(self, client, handover, cast):
        handovers.revoke(handover, text="Lahenes ise", by=cast.actor("owner"))
        answer = client.get(make.door(handover))
        assert answer.context["acts"] == []
        assert "Lahenes ise" in answer.content.decode()


class TestActing:
    @pytest.mark.parametrize("action", ["accept", "refuse", "ask", "answer", "fix", "reference", "nonsense", ""])
    def test_without_the_code_nothing(self, client, handover, action):
        before = counts()
        answer = client.post(make.door(handover), {"action": action, "text": "x", "their_reference": "y"})
        assert answer.status_code == 403
        assert counts() == before

    @pytest.mark.parametrize(
        ("action", "state"),
        [("accept", "accepted"), ("refuse", "refused"), ("ask", "asked"), ("answer", "answered"), ("fix", "fixed")],
    )
    def test_each_act(self, proven, handover, action, state):
        answer = proven.post(make.door(handover), {"action": action, "text": "Meie sõnad", "their_reference": "TT-1"})
        assert answer.status_code == 302
        handover.refresh_from_db()
        assert handover.state == state
        entry = handover.entries.get(action=f"handover_{action}")
        assert (entry.actor_kind, entry.actor_name) == ("link", "TEHIK-UK")
        assert proven.get(make.door(handover)).status_code == 200

    def test_ticket_number_and_misroute(self, proven, handover):
        proven.post(make.door(handover), {"action": "reference", "their_reference": "TT-1"})
        proven.post(make.door(handover), {"action": "refuse", "text": "pole meie", "is_misroute": "on"})
        handover.refresh_from_db()
        assert (handover.their_reference, handover.is_misroute) == ("TT-1", True)

    def test_what_was_typed_is_kept_when_it_is_refused(self, proven, handover):
        answer = proven.post(make.door(handover), {"action": "refuse", "text": "", "their_reference": "TT-55"})
        assert answer.status_code == 422
        assert "TT-55" in answer.content.decode()
        assert answer.context["form"].errors["text"]
        answer = proven.post(make.door(handover), {"action": "answer", "text": "x" * 20001, "their_reference": "TT-5"})
        assert answer.status_code == 422

    def test_somebody_was_faster(self, proven, handover, cast):
        handovers.revoke(handover, text="Lahenes", by=cast.actor("owner"))
        answer = proven.post(make.door(handover), {"action": "answer", "text": "Minu pikk vastus"})
        assert answer.status_code == 409
        assert answer.context["form"]["text"].value() == "Minu pikk vastus"

    def test_twice_the_same_form_acts_once(self, proven, handover):
        sent = {"action": "answer", "text": "Uurime", "submission": "abc"}
        for _n in range(2):
            assert proven.post(make.door(handover), sent).status_code == 302
        assert handover.entries.filter(action="handover_answer").count() == 1

    def test_an_unknown_act(self, proven, handover):
        assert proven.post(make.door(handover), {"action": "drop"}).status_code == 404

    def test_the_code_counts_for_this_handover_this_link_and_this_browser(self, proven, handover, cast):
        other = make.handed(make.case(of="log"), by=cast.actor("owner"))
        assert proven.post(make.door(other), {"action": "accept"}).status_code == 403
        assert Client().post(make.door(handover), {"action": "accept"}).status_code == 403
        handover.link.generation = 2
        handover.link.save()
        assert proven.post(make.door(handover), {"action": "accept"}).status_code == 403

    def test_without_the_forms_token(self, handover):
        assert Client(enforce_csrf_checks=True).post(make.door(handover), {"action": "send_code"}).status_code == 403

    def test_a_wrong_code(self, client, handover):
        url = make.door(handover)
        client.post(url, {"action": "send_code"})
        answer = client.post(url, {"action": "code", "code": "x"})
        assert answer.status_code == 422
        assert answer.context["code_form"].errors["code"]
        assert not answer.context["is_proven"]

    def test_too_many_codes(self, client, handover):
        answers = [client.post(make.door(handover), {"action": "send_code"}).status_code for _n in range(6)]
        assert answers == [302] * 5 + [429]

    def test_the_session_is_a_new_one(self, client, handover):
        session = client.session
        session["known"] = "to a stranger"
        session.save()
        before = session.session_key
        client.cookies["sessionid"] = before
        url = make.door(handover)
        client.post(url, {"action": "send_code"})
        client.post(url, {"action": "code", "code": make.code_for(handover)})
        assert client.session.session_key != before


class TestSignedIn:
    def test_a_resolver_acts_without_a_code_on_its_own_only(self, as_, cast, handover):
        client = as_("resolver")
        assert handover.incident.ref in client.get("/incidents/handovers/").content.decode()
        url = f"/incidents/handovers/{handover.pk}/"
        assert "teile teadmiseks" in client.get(url).content.decode()
        assert client.post(url, {"action": "accept", "their_reference": "TT-2"}).status_code == 302
        handover.refresh_from_db()
        assert (handover.state, handover.entries.get(action="handover_accept").actor_name) == ("accepted", "Resolver")

    def test_others(self, client, handover):
        url = f"/incidents/handovers/{handover.pk}/"
        assert client.get(url).status_code == 302
        client.force_login(person("ria-mees", role="resolver", organisation_slug="ria"))
        assert client.get(url).status_code == 404
        assert handover.incident.ref not in client.get("/incidents/handovers/").content.decode()

    @pytest.mark.parametrize(("who", "status"), [("owner", 403), ("staff", 403), ("partner_a", 404)])
    def test_it_is_the_resolvers_page(self, as_, handover, who, status):
        assert as_(who).get(f"/incidents/handovers/{handover.pk}/").status_code == status

    def test_a_resolver_sees_the_case_without_what_is_ours(self, as_, cast, handover):
        parent = make.case(of="log", title="Suur saladus")
        Incident.objects.filter(pk=handover.incident_id).update(parent=parent)
        answer = as_("resolver").get(f"/incidents/{handover.incident.ref}/")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "teile teadmiseks" in text
        assert not [word for word in ("meie vahel", "Suur saladus", parent.ref) if word in text]
        assert as_("resolver").get(f"/incidents/{parent.ref}/").status_code == 404
