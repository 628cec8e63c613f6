"""The database itself refuses to change or delete a decision that was written; a further one corrects it."""

from django.db import migrations

MAKE = """
CREATE FUNCTION planning_decisions_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision that was written is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decisions_stand BEFORE UPDATE OR DELETE ON planning_decision
    FOR EACH ROW EXECUTE FUNCTION planning_decisions_stand();
"""

UNMAKE = """
DROP TRIGGER decisions_stand ON planning_decision;
DROP FUNCTION planning_decisions_stand();
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0007_growth_corrections")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
