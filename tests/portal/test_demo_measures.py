"""The demonstration year's measures of telling people, held against figures counted straight from its files."""
import pytest

from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, of_group
from portal.demo.seeding import seed
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db


def test_year(settings, tmp_path, as_, django_assert_max_num_queries):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        seed(lambda *_: None, AS_OF)
        reading = Reading.of(AS_OF)
        for one in of_group("telling"):
            r = one.read(reading)
            print("==", one.slug, r.figure, r.per_cent_text, "left", r.total("left_out"), r.counted.waits_for, r.months)
            for name in ("missed", "left_out"):
                for row in r.rows(name)[:30]:
                    print("   ", name, row.mark, row.label[:60], "|", row.why[:110], row.count)
        for s in next(o for o in of_group("telling") if o.slug=="2.2.c-1").read(reading).counted.splits: print(s, s.middle, s.worst)
        for row in next(o for o in of_group("telling") if o.slug=="2.2.b-3").read(reading).rows("fulfilled"): print(row.label[:50], row.count)
