"""From review to force and out of it; restrictions; links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import BaseForm
from core.views import ActionView
from docs_library import services
from docs_library.access import LIBRARY
from docs_library.forms.documents import ReasonForm
from docs_library.forms.versions import ExtendForm, RestrictForm, ScheduleForm, SendForm, ShareForm
from docs_library.models import Annex, Restriction, ShareLink
from docs_library.views.drafting import OneVersion, OneVersionForm, version_address


class VersionApprove(OneVersion, ActionView):
    permission = (LIBRARY, "approve")
    success_message = gettext_lazy("Approved.")

    def act(self) -> str:
        seen = self.request.POST.get("seen", "")
        return version_address(services.approve(version=self.version, seen=seen, by=self.actor))


class VersionReturn(OneVersionForm):
    permission = (LIBRARY, "approve")
    form_class = ReasonForm
    act_name = gettext_lazy("back to its author")
    verb = gettext_lazy("Send it back")
    success_message = gettext_lazy("Sent back: the author was told why.")

    def save(self, form: BaseForm) -> str:
        return version_address(services.send_back(version=self.version, **form.values(), by=self.actor))


class VersionSchedule(OneVersionForm):
    permission = (LIBRARY, "publish")
    form_class = ScheduleForm
    act_name = gettext_lazy("when it comes into force")
    success_message = gettext_lazy("The time was set. Until that minute the earlier version stays in force.")

    def get_initial(self) -> dict[str, Any]:
        return {"at": self.version.in_force_at}

    def save(self, form: BaseForm) -> str:
        return version_address(services.schedule(version=self.version, **form.values(), by=self.actor))


class VersionInForceNow(OneVersion, ActionView):
    permission = (LIBRARY, "publish")
    success_message = gettext_lazy("In force from now on.")

    def act(self) -> str:
        return version_address(services.put_in_force(version=self.version, by=self.actor))


class VersionWithdraw(OneVersionForm):
    permission = (LIBRARY, "publish")
    form_class = ReasonForm
    act_name = gettext_lazy("withdraw")
    verb = gettext_lazy("Withdraw the version")
    success_message = gettext_lazy("The version was withdrawn.")

    def save(self, form: BaseForm) -> str:
        return version_address(services.withdraw(version=self.version, **form.values(), by=self.actor))


class VersionHide(OneVersion, ActionView):
    permission = (LIBRARY, "publish")
    success_message = gettext_lazy("Noted.")

    def act(self) -> str:
        is_hidden = self.request.POST.get("hidden") == "1"  # said, not turned round: sent twice it is the same
        return version_address(services.hide(version=self.version, is_hidden=is_hidden, by=self.actor))


class VersionRestrict(OneVersionForm):
    permission = (LIBRARY, "restrict")
    form_class = RestrictForm
    act_name = gettext_lazy("restrict access")
    verb = gettext_lazy("Restrict access")
    success_message = gettext_lazy("Access is restricted from now on.")

    def get_form(self, data=None) -> BaseForm:
        annexes = self.rows(Annex).live().filter(version=self.version)
        return RestrictForm(data, initial=self.get_initial(), annexes=annexes)

    def save(self, form: BaseForm) -> str:
        services.restrict(version=self.version, **form.values(), by=self.actor)
        return version_address(self.version)


class OneRestriction(OneVersionForm):
    """A form about one restriction."""

    permission = (LIBRARY, "restrict")

    @property
    def restriction(self) -> Restriction:
        return self.one(self.rows(Restriction).filter(version=self.version), pk=self.kwargs["pk"])


class RestrictionExtend(OneRestriction):
    permission = (LIBRARY, "extend_restriction")
    form_class = ExtendForm
    act_name = gettext_lazy("extend the restriction")
    success_message = gettext_lazy("The restriction was extended.")

    def save(self, form: BaseForm) -> str:
        services.extend(restriction=self.restriction, **form.values(), by=self.actor)
        return self.back


class RestrictionLift(OneRestriction):
    form_class = ReasonForm
    act_name = gettext_lazy("end the restriction")
    verb = gettext_lazy("End the restriction")
    success_message = gettext_lazy("The restriction has ended.")

    def save(self, form: BaseForm) -> str:
        services.lift(restriction=self.restriction, **form.values(), by=self.actor)
        return self.back


class RestrictionSend(OneRestriction):
    form_class = SendForm
    act_name = gettext_lazy("send it to somebody")
    verb = gettext_lazy("Send")
    success_message = gettext_lazy("They may read it now and were told of the mark.")

    def get_form(self, data=None) -> BaseForm:
        return SendForm(data, actor=self.actor)

    def save(self, form: BaseForm) -> str:
        services.send_copy(restriction=self.restriction, **form.values(), by=self.actor)
        return self.back


class VersionShare(OneVersionForm):
    permission = (LIBRARY, "share")
    form_class = ShareForm
    act_name = gettext_lazy("a link that opens it")
    verb = gettext_lazy("Make the link")
    success_message = gettext_lazy("The link stands under “Links” on this page.")

    def get_initial(self) -> dict[str, Any]:
        return {"until_on": clock.today() + timedelta(14)}

    def save(self, form: BaseForm) -> str:
        services.share(version=self.version, **form.values(), by=self.actor)
        return f"{version_address(self.version)}#links"


class ShareRevoke(OneVersion, ActionView):
    permission = (LIBRARY, "share")
    success_message = gettext_lazy("The link opens nothing any more.")

    def act(self) -> str:
        share = self.one(self.rows(ShareLink).filter(version=self.version), pk=self.kwargs["pk"])
        services.revoke(share=share, by=self.actor)
        return f"{reverse('version_detail', args=[self.document.slug, self.version.number])}#links"
