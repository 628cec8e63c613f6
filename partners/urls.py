"""HTML addresses of partners, under /partners/."""

from django.urls import path

from partners.views import contracts, interactions, meetings, moving, network, organisations, parts, sheets

urlpatterns = [
    path("", organisations.OrganisationList.as_view(), name="organisation_list"),
    path("network/", network.Network.as_view(), name="partner_network"),
    path("groups/", organisations.GroupList.as_view(), name="resolver_group_list"),
    path("groups/<slug:slug>/edit/", organisations.GroupEdit.as_view(), name="resolver_group_edit"),
    path("contacts/import/", moving.ContactImport.as_view(), name="contact_import"),
    path("contacts/<int:pk>/successor/", moving.ContactSuccessor.as_view(), name="contact_successor"),
    path("contacts/<int:pk>/move/", moving.ContactMove.as_view(), name="contact_move"),
    path("contacts/<int:pk>/edit/", organisations.ContactEdit.as_view(), name="contact_edit"),
    path("contacts/<int:pk>/end/", organisations.ContactEnd.as_view(), name="contact_end"),
    path("contacts/<int:pk>/verify/", organisations.ContactVerify.as_view(), name="contact_verify"),
    path("contacts/<int:pk>/ask/", organisations.ContactAsk.as_view(), name="contact_ask"),
    path("verify/<str:token>/", organisations.ContactAnswer.as_view(), name="contact_answer"),
    path("contracts/", contracts.ContractList.as_view(), name="contract_list"),
    path("contracts/new/", contracts.ContractAdd.as_view(), name="contract_add"),
    path("contracts/compare/", contracts.ContractCompare.as_view(), name="contract_compare"),
    path("contracts/<slug:slug>/", contracts.ContractDetail.as_view(), name="contract_detail"),
    path("contracts/<slug:slug>/edit/", contracts.ContractEdit.as_view(), name="contract_edit"),
    path("contracts/<slug:slug>/use/", contracts.ContractUse.as_view(), name="contract_use"),
    path("contracts/<slug:slug>/decide/", contracts.ContractDecide.as_view(), name="contract_decide"),
    path("contracts/<slug:slug>/review/", contracts.ContractReview.as_view(), name="contract_review"),
    path("contracts/<slug:slug>/parties/<int:pk>/", contracts.ContractSigner.as_view(), name="contract_signer"),
    path("interactions/<int:pk>/edit/", interactions.InteractionEdit.as_view(), name="interaction_edit"),
    path("interactions/<int:pk>/follow-ups/new/", interactions.FollowUpAdd.as_view(), name="follow_up_add"),
    path("follow-ups/<int:pk>/edit/", interactions.FollowUpEdit.as_view(), name="follow_up_edit"),
    path("follow-ups/<int:pk>/done/", interactions.FollowUpDone.as_view(), name="follow_up_done"),
    path("subsystems/<int:pk>/retire/", parts.SubsystemRetire.as_view(), name="subsystem_retire"),
    path("<slug:slug>/", organisations.OrganisationDetail.as_view(), name="organisation_detail"),
    path("<slug:slug>/contacts/move/", moving.ContactsMove.as_view(), name="contacts_move"),
    path("<slug:slug>/contacts/new/", organisations.ContactAdd.as_view(), name="contact_add"),
    path("<slug:slug>/uses/", parts.UsesEdit.as_view(), name="organisation_uses"),
    path("<slug:slug>/subsystems/new/", parts.SubsystemAdd.as_view(), name="subsystem_add"),
    path("<slug:slug>/sheet/", sheets.OrganisationSheet.as_view(), name="organisation_sheet"),
    path("<slug:slug>/meeting/", meetings.Meeting.as_view(), name="organisation_meeting"),
    path("<slug:slug>/interactions/new/", interactions.InteractionAdd.as_view(), name="interaction_add"),
]
