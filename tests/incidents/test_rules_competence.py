from hypothesis import given
from hypothesis import strategies as st

from incidents.rules.competence import ANY, FIELDS, CaseFacts, RuleFacts, choose, clashes, fits

words = st.sampled_from([ANY, "a", "b"])
known = st.sampled_from(["a", "b"])
rules = st.lists(
    st.builds(
        RuleFacts,
        code=st.uuids().map(str),
        fault_class=known,
        component=words,
        system=words,
        environment=words,
        exchange_role=words,
    ),
    max_size=12,
    unique_by=lambda rule: rule.code,
)
cases = st.builds(CaseFacts, component=known, fault_class=known, environment=known, system=words, exchange_role=words)


@given(rules, cases)
def test_the_chosen_rule_fits_and_none_that_fits_is_more_specific(table, case):
    chosen = choose(table, case)
    fitting = [rule for rule in table if fits(rule, case)]
    if chosen is None:
        assert not fitting
    else:
        assert chosen in fitting
        assert all(rule.specificity <= chosen.specificity for rule in fitting)


@given(rules, cases)
def test_without_clashes_the_order_of_the_table_does_not_matter(table, case):
    if not clashes(table):
        assert choose(table, case) == choose(reversed(table), case)


@given(rules)
def test_a_clash_is_a_pair_that_some_case_fits_equally_well(table):
    by_code = {rule.code: rule for rule in table}
    for one, other in ((by_code[a], by_code[b]) for a, b in clashes(table)):
        met = {name: getattr(one, name) or getattr(other, name) or "a" for name in FIELDS}
        case = CaseFacts(fault_class=one.fault_class, **met)
        assert fits(one, case)
        assert fits(other, case)
        assert one.specificity == other.specificity


def test_the_component_weighs_more_than_all_the_rest():
    near = RuleFacts("near", "k", component="tara")
    far = RuleFacts("far", "k", system="star", environment="test", exchange_role="provider")
    case = CaseFacts("tara", "k", "test", "star", "provider")
    assert choose([far, near], case) == near


def test_a_rule_that_names_a_system_does_not_fit_a_case_whose_system_is_not_known():
    assert choose([RuleFacts("r", "k", system="star")], CaseFacts("tara", "k", "production")) is None
