"""HTML addresses of partners, under /partners/."""

from django.urls import path

from partners import views

urlpatterns = [
    path("", views.OrganisationList.as_view(), name="organisation_list"),
    path("groups/", views.GroupList.as_view(), name="resolver_group_list"),
    path("groups/<slug:slug>/edit/", views.GroupEdit.as_view(), name="resolver_group_edit"),
    path("contacts/<int:pk>/edit/", views.ContactEdit.as_view(), name="contact_edit"),
    path("contacts/<int:pk>/end/", views.ContactEnd.as_view(), name="contact_end"),
    path("contacts/<int:pk>/verify/", views.ContactVerify.as_view(), name="contact_verify"),
    path("<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation_detail"),
    path("<slug:slug>/contacts/new/", views.ContactAdd.as_view(), name="contact_add"),
]
