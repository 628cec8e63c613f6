"""Forms whose saving tells people, as their users meet them: preview, approval, correction, templates."""

from datetime import timedelta

import pytest

from core import clock
from core.fields import Translated
from notifications import services
from notifications.models import Delivery, Notice, NoticeTemplate
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
WORDS = Translated(et="Uus liides", en="A new interface")


@pytest.fixture
def change(cast):
    services.subscribe(topic="all", channel="email", language="en", by=cast.actor("staff"))
    by = cast.actor("owner")
    return services.draft_notice(kind="change", title=WORDS, topics=["all"], body=WORDS, by=by)


def url(notice: Notice, act: str = "") -> str:
    return f"/notices/{notice.public_id}/{act}"


def test_a_preview_shows_the_letter_and_sends_nothing(as_, change):
    client = as_("owner")
    sent = {"body_et": "Kehtib homsest.", "body_en": "In force from tomorrow.", "preview": "1", "preview_for": "0"}
    page = client.post(url(change, "publish/"), sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert "New: A new interface" in text, "in the recipient's language"
    assert "In force from tomorrow." in text
    assert "Kehtib homsest." in text, "what was typed is still there"
    assert Notice.objects.get().state == "draft"
    assert not Delivery.objects.exists()
    assert "tundmatu" in client.post(url(change, "publish/"), {**sent, "body_et": "{tundmatu}"}).content.decode()
    assert client.post(url(change, "publish/"), {**sent, "preview_for": "99999"}).status_code == 200


def test_from_the_owner_to_the_lead_and_out(as_, change):
    page = as_("owner").get(url(change, "publish/")).content.decode()
    assert "kinnitamiseks" in page
    answer = as_("owner").post(url(change, "publish/"), {"body_et": "Kehtib homsest."}, follow=True)
    assert "ootab" in answer.content.decode()
    assert as_("owner").post(url(change, "approve/")).status_code == 403
    assert "Uus liides" in as_("lead").get("/").content.decode(), "it waits on the lead's today page"
    assert as_("lead").get(url(change, "approve/")).status_code == 404, "opening an address approves nothing"
    seen = as_("lead").get(url(change)).context["seen"]
    assert as_("lead").post(url(change, "approve/"), {"seen": seen - 1}).status_code == 409, "another version"
    assert as_("lead").post(url(change, "approve/"), {"seen": seen}).status_code == 302
    assert Notice.objects.get().state == "published"
    assert "Uus liides" not in as_("lead").get("/").content.decode()


def test_sent_back_with_its_reason(as_, change):
    as_("owner").post(url(change, "publish/"), {"body_et": "Kehtib homsest."})
    assert as_("lead").post(url(change, "send-back/"), {"reason": ""}).status_code == 422
    as_("lead").post(url(change, "send-back/"), {"reason": "Kuupäev on vale."})
    assert "Kuupäev on vale." in as_("owner").get(url(change)).content.decode()


def test_given_its_time_it_says_so(as_, cast):
    by = cast.actor("owner")
    notice = services.draft_notice(kind="training", title=WORDS, topics=["all"], body=WORDS, by=by)
    at = clock.local(clock.now() + timedelta(days=1))
    as_("owner").post(url(notice, "publish/"), {"body_et": "Tulge!", "send_at": f"{at:%Y-%m-%dT%H:%M}"})
    assert Notice.objects.get().state == "scheduled"
    assert f"{at:%d.%m.%Y}" in as_("owner").get(url(notice)).content.decode()


def test_a_word_is_corrected_on_its_page(as_, cast):
    by = cast.actor("owner")
    services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    draft = services.draft_notice(kind="problem", title=WORDS, topics=["all"], by=by)
    notice = services.publish_notice(draft, body=WORDS, **NEXT, by=by)
    path = url(notice, f"words/{notice.updates.get().pk}/correct/")
    assert path in as_("owner").get(url(notice)).content.decode()
    sent = {"title_et": "Häire", "body_et": "Õiged sõnad.", "reason": ""}
    refused = as_("owner").post(path, sent)
    assert refused.status_code == 422
    assert "Õiged sõnad." in refused.content.decode()
    as_("owner").post(path, {**sent, "reason": "Komponent oli vale."})
    page = as_("").get(f"/status/{notice.public_id}/").content.decode()
    assert "Õiged sõnad." in page
    assert "parandatud" in page


def test_a_template_begins_a_notice(as_):
    page = as_("owner").get("/notices/new/?kind=maintenance&template=hooldustoo&topic=all&starts=2027-01-05T18:00")
    initial = page.context["form"].initial
    assert initial["title"]["et"].startswith("Hooldustöö")
    assert clock.local(initial["starts_at"]).hour == 18
    assert as_("owner").get("/notices/new/?template=olematu&starts=eile").status_code == 200


def test_templates_are_kept_and_put_away(as_):
    client = as_("owner")
    sent = {"kind": "problem", "name": "Logid", "title_et": "Logid: {mis}", "body_et": "{vale}"}
    refused = client.post("/notices/templates/new/", {**sent, "slug": "logid"})
    assert refused.status_code == 422
    assert "{vale}" in refused.content.decode()
    assert client.post("/notices/templates/new/", {**sent, "slug": "logid", "body_et": "Otsime."}).status_code == 302
    assert client.post("/notices/templates/logid/edit/", {**sent, "body_et": "Ootame."}).status_code == 302
    assert NoticeTemplate.objects.get(slug="logid").body["et"] == "Ootame."
    client.post("/notices/templates/logid/archive/")
    assert "Logid" not in client.get("/notices/templates/").content.decode()


def test_the_api_goes_the_same_way(as_, change, cast):
    def post(who, path, **sent):
        return as_(who).post(f"/api/v1/notices/{change.public_id}/{path}/", sent, content_type="application/json")

    told = as_("owner").get(f"/api/v1/notices/{change.public_id}/recipients/").json()
    assert [one["address"] for one in told["results"]] == [cast.staff.email]
    assert post("owner", "publish").json()["state"] == "proposed"
    assert post("owner", "approve").status_code == 403
    assert post("lead", "send-back", reason="Vale.").json()["state"] == "draft"
    assert post("owner", "publish").json()["state"] == "proposed"
    published = post("lead", "approve").json()
    assert (published["state"], published["approved_by"]) == ("published", cast.lead.name)
    word = published["updates"][0]["id"]
    corrected = post("owner", "correct", update=word, body={"et": "Õige"}, reason="Viga.")
    assert corrected.json()["updates"][0]["body"] == {"et": "Õige"}
    assert post("owner", "correct", update=0, body={"et": "Õige"}, reason="Viga.").status_code == 404
    public = as_("partner_a").get(f"/api/v1/notices/{change.public_id}/").json()
    assert "prepared_by" not in public
    assert "body" not in public, "the draft's words are the agency's own"
    assert "sent_back_because" not in public


def test_a_draft_s_title_is_read_with_its_times(as_, cast):
    by, ahead = cast.actor("owner"), clock.now() + timedelta(days=200)
    words = Translated(et="Uus liides alates {algus}, {{id}}")
    facts = {"kind": "change", "title": words, "topics": ["all"], "body": WORDS, "starts_at": ahead}
    notice = services.draft_notice(**facts, by=by)
    day = f"{clock.local(ahead):%d.%m.%Y}"
    for place in (url(notice), url(notice, "publish/"), "/notices/", "/search/?q=liides"):
        text = as_("owner").get(place).content.decode()
        assert day in text, place
        assert "{algus}" not in text.partition("<form method")[0], place
    lead = cast.lead
    services.publish_notice(notice, by=by)
    assert day in as_("lead").get("/").content.decode(), "and so the lead reads it on the day's page"
    assert day in Delivery.objects.filter(user=lead).first().subject


def test_the_button_of_a_draft_says_who_decides(as_, change):
    assert "Saada kinnitamiseks" in as_("owner").get(url(change)).content.decode()
    assert "Avalda" in as_("lead").get(url(change)).content.decode()


def test_the_preview_names_the_language(as_, change):
    sent = {"body_et": "Kehtib homsest.", "preview": "1", "preview_for": "0"}
    text = as_("owner").post(url(change, "publish/"), sent).content.decode()
    assert "· inglise" in text
    assert "· en<" not in text


def test_the_last_word_promises_no_further_one(as_, cast):
    by = cast.actor("owner")
    services.subscribe(topic="all", channel="email", language="et", by=cast.actor("staff"))
    notice = services.draft_notice(kind="problem", title=WORDS, topics=["all"], body=WORDS, by=by)
    services.publish_notice(notice, **NEXT, by=by)
    sent = {"body_et": "Töötab taas.", "preview": "1", "preview_for": "0"}
    text = as_("owner").post(url(notice, "end/"), sent).content.decode()
    assert "Töötab taas." in text
    assert "Järgmine teade" not in text


def test_a_time_of_another_year_is_refused_and_nobody_is_told(as_, cast):
    notice = services.draft_notice(kind="training", title=WORDS, topics=["all"], body=WORDS, by=cast.actor("owner"))
    page = as_("owner").post(url(notice, "publish/"), {"body_et": "Tulge!", "send_at": "2020-01-01T10:00"})
    assert page.status_code == 422
    assert "Tulge!" in page.content.decode()
    assert page.context["form"].errors["send_at"]
    assert Notice.objects.get().state == "draft"


@pytest.mark.parametrize(("days", "word"), [(200, "Begins:"), (-2, "Began:")])
def test_a_letter_knows_whether_it_has_begun(as_, cast, days, word):
    services.subscribe(topic="all", channel="email", language="en", by=cast.actor("staff"))
    facts = {"kind": "training", "title": WORDS, "topics": ["all"], "body": WORDS, "by": cast.actor("owner")}
    notice = services.draft_notice(**facts, starts_at=clock.now() + timedelta(days=days))
    sent = {"body_et": "Tulge!", "preview": "1", "preview_for": "0"}
    assert word in as_("owner").post(url(notice, "publish/"), sent).content.decode()
