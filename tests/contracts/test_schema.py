"""The API's description is made without a single warning, so that clients can be generated from it."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_schema_has_no_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())
