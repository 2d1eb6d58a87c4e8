"""Why an archive could not be made, in sentences that say what to do."""

from flask_babel import lazy_gettext as _l

from portal.archive.models import Problem

PROBLEM_WORDS = {
    Problem.FILE_MISSING: _l("A file is not in the object store. Ask the operator to bring it back from the backup."),
    Problem.FILE_CHANGED: _l(
        "A file in the object store is not what was submitted. Ask the operator to bring it back from the backup."
    ),
    Problem.DISK_FULL: _l("There is too little room on the disk of the worker. Ask the operator to make room."),
}
