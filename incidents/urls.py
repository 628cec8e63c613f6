"""HTML addresses of incidents."""

from django.urls import path

from incidents.views import case, forwarding, party, public, queue

urlpatterns = [
    path("incidents/", queue.Queue.as_view(), name="incident_list"),
    path("incidents/bulk/", queue.Bulk.as_view(), name="incident_bulk"),
    path("incidents/new/", queue.Register.as_view(), name="incident_new"),
    path("incidents/competence/", forwarding.Competence.as_view(), name="competence"),
    path("incidents/handovers/", forwarding.Handovers.as_view(), name="handover_list"),
    path("incidents/handovers/<int:token>/", party.OwnHandover.as_view(), name="handover_own"),
    path("incidents/<ref>/", case.Case.as_view(), name="incident_detail"),
    path("incidents/<ref>/take/", case.Take.as_view(), name="incident_take"),
    path("incidents/<ref>/assign/", case.Assign.as_view(), name="incident_assign"),
    path("incidents/<ref>/note/", case.Note.as_view(), name="incident_note"),
    path("incidents/<ref>/triage/", case.Triage.as_view(), name="incident_triage"),
    path("incidents/<ref>/resolve/", case.Resolve.as_view(), name="incident_resolve"),
    path("incidents/<ref>/close/", case.Close.as_view(), name="incident_close"),
    path("incidents/<ref>/reject/", case.Reject.as_view(), name="incident_reject"),
    path("incidents/<ref>/reopen/", case.Reopen.as_view(), name="incident_reopen"),
    path("incidents/<ref>/duplicate/", case.Duplicate.as_view(), name="incident_duplicate"),
    path("incidents/<ref>/word/", case.Word.as_view(), name="incident_word"),
    path("incidents/<ref>/no-word/", case.NoWord.as_view(), name="incident_no_word"),
    path("incidents/<ref>/forward/", forwarding.Forward.as_view(), name="incident_forward"),
    path("incidents/<ref>/handovers/<int:pk>/paste/", forwarding.Paste.as_view(), name="handover_paste"),
    path("incidents/<ref>/handovers/<int:pk>/reply/", forwarding.AnswerQuestion.as_view(), name="handover_reply"),
    path("incidents/<ref>/handovers/<int:pk>/revoke/", forwarding.Revoke.as_view(), name="handover_revoke"),
    path("incidents/<ref>/handovers/<int:pk>/text/", forwarding.QueueText.as_view(), name="handover_text"),
    path("handover/<token>/", party.Party.as_view(), name="handover"),
    path("report/", public.ReportFault.as_view(), name="report"),
    path("report/too/<public_id>/", public.IHaveItToo.as_view(), name="report_too"),
    path("report/<token>/", public.ReportStatus.as_view(), name="report_status"),
]
