"""HTML addresses of notifications, under /notices/."""

from django.urls import path

from notifications.views import acknowledgements, endpoints, letters, measures, notices, subscriptions

urlpatterns = [
    path("", notices.NoticeList.as_view(), name="notice_list"),
    path("new/", notices.NoticeAdd.as_view(), name="notice_add"),
    path("inbox/", letters.Inbox.as_view(), name="inbox"),
    path("inbox/read/", letters.InboxRead.as_view(), name="inbox_read_all"),
    path("inbox/<int:pk>/read/", letters.InboxRead.as_view(), name="inbox_read"),
    path("deliveries/", letters.DeliveryList.as_view(), name="delivery_list"),
    path("deliveries/<int:pk>/again/", letters.DeliverySendAgain.as_view(), name="delivery_send_again"),
    path("subscriptions/", subscriptions.SubscriptionList.as_view(), name="subscription_list"),
    path("subscriptions/<int:pk>/end/", subscriptions.SubscriptionEnd.as_view(), name="subscription_end"),
    path("subscribe/", subscriptions.OutsiderSubscribe.as_view(), name="subscription_outside"),
    path("subscribe/<str:token>/", subscriptions.SubscriptionConfirm.as_view(), name="subscription_confirm"),
    path("unsubscribe/<str:token>/", subscriptions.SubscriptionUnsubscribe.as_view(), name="subscription_unsubscribe"),
    path("webhooks/", endpoints.EndpointList.as_view(), name="endpoint_list"),
    path("webhooks/new/", endpoints.EndpointAdd.as_view(), name="endpoint_add"),
    path("webhooks/<int:pk>/", endpoints.EndpointDetail.as_view(), name="endpoint_detail"),
    path("webhooks/<int:pk>/edit/", endpoints.EndpointEdit.as_view(), name="endpoint_edit"),
    path("webhooks/<int:pk>/secret/", endpoints.EndpointRotate.as_view(), name="endpoint_rotate"),
    path("webhooks/<int:pk>/off/", endpoints.EndpointDisable.as_view(), name="endpoint_disable"),
    path("webhooks/<int:pk>/on/", endpoints.EndpointEnable.as_view(), name="endpoint_enable"),
    path("webhooks/<int:pk>/archive/", endpoints.EndpointArchive.as_view(), name="endpoint_archive"),
    path("webhooks/<int:pk>/test/", endpoints.EndpointTest.as_view(), name="endpoint_test"),
    path("webhooks/<int:pk>/<int:delivery>/again/", endpoints.EndpointResend.as_view(), name="endpoint_resend"),
    path("acknowledge/<str:token>/", acknowledgements.Acknowledge.as_view(), name="acknowledge"),
    path("measures/", measures.MeasureList.as_view(), name="measure_list"),
    path("measures/<str:slug>/", measures.MeasureDetail.as_view(), name="measure_detail"),
    path("<slug:public_id>/", notices.NoticeDetail.as_view(), name="notice_detail"),
    path("<slug:public_id>/edit/", notices.NoticeEdit.as_view(), name="notice_edit"),
    path("<slug:public_id>/publish/", notices.NoticePublish.as_view(), name="notice_publish"),
    path("<slug:public_id>/update/", notices.NoticeUpdateAdd.as_view(), name="notice_update"),
    path("<slug:public_id>/end/", notices.NoticeEnd.as_view(), name="notice_end"),
    path("<slug:public_id>/cancel/", notices.NoticeCancel.as_view(), name="notice_cancel"),
    path("<slug:public_id>/readers/", acknowledgements.NoticeReaders.as_view(), name="notice_readers"),
    path("<slug:public_id>/read/", acknowledgements.NoticeAcknowledge.as_view(), name="notice_acknowledge"),
    path("<slug:public_id>/remind/", acknowledgements.NoticeRemind.as_view(), name="notice_remind"),
]
