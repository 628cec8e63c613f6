"""The database itself refuses to change or delete the trail; only an unsealed row may get its seal, once."""

from django.db import migrations

MAKE = """
CREATE FUNCTION accounts_trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'accounts_auditrecord' THEN
        IF OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL
            AND to_jsonb(OLD) - 'seal_id' = to_jsonb(NEW) - 'seal_id' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE ON accounts_auditrecord
    FOR EACH ROW EXECUTE FUNCTION accounts_trail_is_append_only();
CREATE TRIGGER seals_are_append_only BEFORE UPDATE OR DELETE ON accounts_auditseal
    FOR EACH ROW EXECUTE FUNCTION accounts_trail_is_append_only();
"""

UNMAKE = """
DROP TRIGGER trail_is_append_only ON accounts_auditrecord;
DROP TRIGGER seals_are_append_only ON accounts_auditseal;
DROP FUNCTION accounts_trail_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
