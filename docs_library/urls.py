"""HTML addresses of the library, under /library/."""

from django.urls import path

from docs_library.views import deciding, documents, drafting, readers, reading, sharing, versions

VERSION = "<slug:slug>/versions/<int:number>/"

urlpatterns = [
    path("", documents.DocumentList.as_view(), name="document_list"),
    path("attention/", documents.Attention.as_view(), name="library_attention"),
    path("new/", documents.DocumentAdd.as_view(), name="document_add"),
    path("pack/", readers.DocumentPack.as_view(), name="document_pack"),
    path("shared/<str:token>/", sharing.SharedVersion.as_view(), name="shared_version"),
    path("shared/<str:token>/texts/<str:language>/", sharing.SharedFile.as_view(), name="shared_file"),
    path("shared/<str:token>/annexes/<int:pk>/", sharing.SharedAnnex.as_view(), name="shared_annex"),
    path("<slug:slug>/", reading.DocumentDetail.as_view(), name="document_detail"),
    path("<slug:slug>/edit/", documents.DocumentEdit.as_view(), name="document_edit"),
    path("<slug:slug>/archive/", documents.DocumentArchive.as_view(), name="document_archive"),
    path("<slug:slug>/review/", documents.DocumentReview.as_view(), name="document_review"),
    path("<slug:slug>/look/", documents.DocumentLook.as_view(), name="document_look"),
    path("<slug:slug>/doubt/", documents.DocumentDoubt.as_view(), name="document_doubt"),
    path("<slug:slug>/follow/", readers.DocumentFollow.as_view(), name="document_follow"),
    path("<slug:slug>/compare/", reading.DocumentCompare.as_view(), name="document_compare"),
    path("<slug:slug>/versions/", versions.VersionList.as_view(), name="version_list"),
    path("<slug:slug>/versions/new/", drafting.VersionAdd.as_view(), name="version_add"),
    path(VERSION, reading.DocumentDetail.as_view(), name="version_detail"),
    path(f"{VERSION}edit/", drafting.VersionEdit.as_view(), name="version_edit"),
    path(f"{VERSION}submit/", drafting.VersionSubmit.as_view(), name="version_submit"),
    path(f"{VERSION}approve/", deciding.VersionApprove.as_view(), name="version_approve"),
    path(f"{VERSION}return/", deciding.VersionReturn.as_view(), name="version_return"),
    path(f"{VERSION}schedule/", deciding.VersionSchedule.as_view(), name="version_schedule"),
    path(f"{VERSION}in-force/", deciding.VersionInForceNow.as_view(), name="version_in_force"),
    path(f"{VERSION}withdraw/", deciding.VersionWithdraw.as_view(), name="version_withdraw"),
    path(f"{VERSION}acknowledge/", readers.VersionAcknowledge.as_view(), name="version_acknowledge"),
    path(f"{VERSION}hide/", deciding.VersionHide.as_view(), name="version_hide"),
    path(f"{VERSION}texts/<str:language>/", reading.VersionFile.as_view(), name="version_file"),
    path(f"{VERSION}texts/<str:language>/swagger/", reading.VersionSwagger.as_view(), name="version_swagger"),
    path(f"{VERSION}texts/<str:language>/pages/<int:page>/", reading.VersionPage.as_view(), name="version_page"),
    path(f"{VERSION}texts/<str:language>/write/", drafting.VersionWrite.as_view(), name="version_write"),
    path(f"{VERSION}texts/<str:language>/put/", drafting.VersionPutFile.as_view(), name="version_put_file"),
    path(f"{VERSION}texts/<str:language>/remove/", drafting.VersionTextRemove.as_view(), name="version_text_remove"),
    path(f"{VERSION}annexes/new/", drafting.AnnexAdd.as_view(), name="annex_add"),
    path(f"{VERSION}annexes/<int:pk>/", reading.AnnexFile.as_view(), name="annex_file"),
    path(f"{VERSION}annexes/<int:pk>/archive/", drafting.AnnexArchive.as_view(), name="annex_archive"),
    path(f"{VERSION}restrict/", deciding.VersionRestrict.as_view(), name="version_restrict"),
    path(f"{VERSION}restrictions/<int:pk>/extend/", deciding.RestrictionExtend.as_view(), name="restriction_extend"),
    path(f"{VERSION}restrictions/<int:pk>/lift/", deciding.RestrictionLift.as_view(), name="restriction_lift"),
    path(f"{VERSION}restrictions/<int:pk>/send/", deciding.RestrictionSend.as_view(), name="restriction_send"),
    path(f"{VERSION}share/", deciding.VersionShare.as_view(), name="version_share"),
    path(f"{VERSION}shares/<int:pk>/revoke/", deciding.ShareRevoke.as_view(), name="share_revoke"),
]
