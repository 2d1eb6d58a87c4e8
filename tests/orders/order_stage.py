"""What tests of orders stand on: a judge with works to put in order, who has declared to have no conflict."""

from flask_babel import force_locale
from sqlalchemy import select

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.awards.preset_words import RoundKind
from portal.core.db import db
from portal.orders import answering, service
from portal.orders.queries import comparisons_of, find_desk, step_of
from portal.scoring.models import Scoresheet
from tests.factories import make_accepted, make_edition, make_organizer, make_panel


class Stage:
    """One judge's works in an edition of a kind of round; more can be given out later."""

    def __init__(self, count, kind=RoundKind.RANKING, judges=2):
        self.edition = make_edition(kind)
        self.organizer = make_organizer(self.edition)
        self.panel = make_panel(self.edition, self.organizer, judges)
        self.judge = self.panel[0].user
        self.judge.locale = "en"
        self.give(count)

    def give(self, count, declared=True):
        """Accept more works and give them out to the panel."""
        make_accepted(self.edition, self.organizer, count)
        run = assignments.propose(self.edition.categories[0], self.edition.rounds[0], actor=self.organizer)
        publishing.publish(run, actor=self.organizer)
        if declared:
            self.declare()

    def declare(self):
        for judge in self.panel:
            mine = [one for one in active_assignments(self.edition) if one.judge_id == judge.id]
            declarations.declare_free(mine, actor=judge.user)

    def desk(self, judge=None):
        """The order of a judge as it stands, read anew."""
        db.session.expire_all()
        return find_desk(judge or self.judge, self.edition.rounds[0].id, self.edition.categories[0].id)

    @property
    def path(self):
        return f"/judging/orders/{self.edition.rounds[0].id}/{self.edition.categories[0].id}"

    @property
    def works(self):
        return self.desk().works

    def save(self, order, revision=None):
        """Keep an order of assignments, the best first."""
        places = {work: place for place, work in enumerate(order, start=1)}
        return service.save(self.desk(), places=places, revision=revision, actor=self.judge)

    def finish(self, order):
        self.save(order)
        service.finish(self.desk(), revision=None, actor=self.judge)

    def ask(self):
        desk = self.desk()
        return step_of(desk, comparisons_of(desk))

    def answer(self, better, worse, number):
        return answering.answer(self.desk(), better=better, worse=worse, number=number, actor=self.judge)

    def answer_all(self, truth):
        """Answer every question by a true order, the best first; how many there were."""
        number = len(comparisons_of(self.desk()))
        asked = 0
        while (pair := self.ask().question) is not None:
            better, worse = sorted(pair, key=truth.index)
            number, asked = number + 1, asked + 1
            self.answer(better, worse, number)
        return asked

    def points(self):
        """The points of the judge's sheets by assignment, and their states."""
        statement = select(Scoresheet).where(Scoresheet.assignment_id.in_(self.works))
        sheets = list(db.session.scalars(statement))
        given = {one.assignment_id: score.points for one in sheets for score in one.scores}
        return (
            {one: points for one, points in given.items() if points is not None},
            {one.state.value for one in sheets},
        )


def english(error):
    """What a refusal says to readers of English."""
    with force_locale("en"):
        return str(error.message)


def events(action):
    """The events of an action, in order."""
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)))
