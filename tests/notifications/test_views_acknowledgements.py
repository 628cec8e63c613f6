import pytest

from core.fields import Translated
from core.links import token_for
from core.models import Link
from notifications import services
from notifications.models import Acknowledgement, Subscription
from notifications.tasks import remind_of_acknowledgements

pytestmark = pytest.mark.django_db
WORDS = Translated(et="Juhend uuenes", en="The guide is new")


@pytest.fixture
def notice(cast):
    by = cast.actor("owner")
    services.subscribe(topic="all", channel="inbox", by=cast.actor("staff"))
    for name in ("mari", "mati"):
        Subscription.objects.create(address=f"{name}@test.example", topic="all", confirmed_at="2026-01-01T00:00Z")
    draft = services.draft_notice(kind="document", title=WORDS, topics=["all"], asks_ack=True, by=by)
    return services.publish_notice(draft, body=WORDS, by=by)


def test_the_form_asks(as_):
    client = as_("owner")
    sent = {"kind": "document", "title_et": "Juhend", "topics": ["all"], "impact": "minor", "is_public": "on"}
    refused = client.post("/notices/new/", {**sent, "ack_due_at": "2099-01-01T10:00"})
    assert refused.status_code == 422
    made = client.post("/notices/new/", {**sent, "asks_ack": "on", "ack_due_at": "2099-01-01T10:00"})
    page = client.get(f"{made.url}edit/").content.decode()
    assert 'value="2099-01-01T10:00"' in page
    assert "checked" in page.partition('name="asks_ack"')[2].partition(">")[0]


def test_figures_lead_to_the_rows(as_, notice):
    client, url = as_("owner"), f"/notices/{notice.public_id}/"
    page = client.get(url).content.decode()
    assert page.count('<span class="tile-number">') >= 5, "told and read"
    assert f"{url}readers/?state=open" in page
    assert f"{url}remind/" in page
    Acknowledgement.objects.filter(address="mari@test.example").update(how="link", acknowledged_at=notice.published_at)
    open_ones = client.get(f"{url}readers/?state=open").content.decode()
    assert "mati@test.example" in open_ones
    assert "mari@test.example" not in open_ones
    given = client.get(f"{url}readers/?state=given&format=csv").content.decode()
    assert "mari@test.example" in given
    assert "mati@test.example" not in given


def test_the_sentence_counts(as_, notice, cast):
    services.acknowledge(notice, by=cast.actor("staff"))
    client = as_("owner")
    client.cookies["django_language"] = "en"
    assert client.get(f"/notices/{notice.public_id}/readers/").context["readers"] == {"asked": 3, "given": 1, "open": 2}


def test_who_sees_no_letters_sees_no_readers(as_, notice):
    assert "/readers/" not in as_("staff").get(f"/notices/{notice.public_id}/").content.decode()


def test_the_public_page_names_nobody(client, notice, cast):
    row = Acknowledgement.objects.get(address="mari@test.example")
    link = Link.objects.get(purpose="acknowledge", subject=f"notifications.acknowledgement:{row.pk}")
    page = client.get(f"/notices/acknowledge/{token_for(link)}/").content.decode()
    assert "Juhend uuenes" in page
    assert cast.owner.name not in page


@pytest.mark.parametrize("door", ["/notices/inbox/", "/notices/{}/"])
def test_one_says_it_in_the_inbox_or_on_the_page(as_, notice, cast, door):
    client, door, button = as_("staff"), door.format(notice.public_id), f"/notices/{notice.public_id}/read/"
    assert f'action="{button}"' in client.get(door).content.decode()
    assert client.post(button, {"next": door}).url == door
    row = Acknowledgement.objects.get(user=cast.staff)
    assert (row.how, row.is_given) == ("page", True)
    assert f'action="{button}"' not in client.get(door).content.decode()
    assert as_("owner").post(button).status_code == 409, "who was not asked"


def test_the_button_reminds(as_, notice):
    answer = as_("owner").post(f"/notices/{notice.public_id}/remind/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/notices/{notice.public_id}/readers/"
    assert Acknowledgement.objects.filter(reminded_at__isnull=False).count() == 3


def test_the_tick_is_in_the_table():
    from portal.schedule import SCHEDULE

    assert remind_of_acknowledgements.name in {line["task"] for line in SCHEDULE.values()}
    assert remind_of_acknowledgements() == 0


def test_the_api_asks_lists_and_says(as_, notice, cast):
    url = f"/api/v1/notices/{notice.public_id}/"
    staff = as_("staff")
    assert staff.get(url).json()["asks_ack"] is True
    assert staff.get(f"{url}acknowledgements/").json()["count"] == 1, "one's own line alone"
    assert staff.post(f"{url}acknowledge/").json()["how"] == "page"
    assert staff.post(f"{url}remind/").status_code == 403
    owner = as_("owner")
    assert owner.get(f"{url}acknowledgements/").json()["count"] == 3
    assert owner.post(f"{url}remind/").json() == {"told": 2}
    assert owner.post(f"{url}acknowledge/").status_code == 409


def test_the_pages_take_few_queries(as_, notice, django_assert_max_num_queries):
    client = as_("owner")
    client.get("/notices/")
    for url in (f"/notices/{notice.public_id}/readers/", f"/notices/{notice.public_id}/"):
        with django_assert_max_num_queries(19):
            assert client.get(url).status_code == 200
