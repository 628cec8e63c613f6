"""A column of keys: a ``tsvector`` made in Python, and the question whether it holds a query's keys."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db.models import FloatField, Func, Lookup


class KeysField(SearchVectorField):
    """Takes the text form of a ``tsvector`` (``core.search.vectors``) as it is: no parser of PostgreSQL's reads it."""

    def get_placeholder(self, value, compiler, connection) -> str:
        return "%s::tsvector"


@KeysField.register_lookup
class Matches(Lookup):
    """``keys__matches="'leping' & 'kool'"``: the text form of a ``tsquery``, made by ``core.search.query`` alone."""

    lookup_name = "matches"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s::tsquery", [value]

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}", [*left_params, *right_params]


class Rank(Func):
    """``ts_rank(keys, query)``: more and weightier places rank higher."""

    function = "ts_rank"
    template = "%(function)s(%(expressions)s::tsquery)"
    output_field = FloatField()
