"""What the secretariat types from one paper sheet, beside the points and remarks themselves."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField

from portal.core.forms import PortalForm, at_most, required


class KeyForm(PortalForm):
    """The control total, the judge's declaration, and the scan."""

    written_total = StringField(_l("Total as it stands on the paper"), [at_most(20)])
    wrong_on_paper = BooleanField(_l("I have looked again: the points are as on the paper, the judge's sum is wrong"))
    declared = BooleanField(_l("The judge has signed, and has ticked to have no conflict of interest"))
    reason = TextAreaField(_l("Why paper is keyed in over what the judge has begun"), [at_most(1000)])
    scan = FileField(_l("Scan of the sheet (PDF, JPG or PNG, up to 20 MB)"))


class ScanForm(PortalForm):
    """The scan of a sheet that was keyed in."""

    scan = FileField(_l("Scan of the sheet (PDF, JPG or PNG, up to 20 MB)"))


class ObjectForm(PortalForm):
    """What a judge says against a sheet that was keyed in."""

    text = TextAreaField(_l("What is wrong"), [required(_l("Write what is wrong")), at_most(2000)])
