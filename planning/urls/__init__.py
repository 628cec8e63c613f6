"""HTML addresses of plans, work and the duty ledger, by part."""

from planning.urls import dashboard, developments, growth, ledger, plan, trainings, work

urlpatterns = [
    *dashboard.urlpatterns,
    *plan.urlpatterns,
    *developments.urlpatterns,
    *work.urlpatterns,
    *trainings.urlpatterns,
    *growth.urlpatterns,
    *ledger.urlpatterns,
]
