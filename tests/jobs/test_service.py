"""Jobs: run once, retried with patience, taken over from the dead."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.jobs import service
from portal.jobs.models import JobState
from portal.jobs.queries import given_up
from portal.jobs.registry import HANDLERS, job

pytestmark = pytest.mark.usefixtures("app")
RUNS = []


@pytest.fixture(autouse=True)
def handlers():
    RUNS.clear()
    job("test.note")(lambda n: RUNS.append(n))
    job("test.fail")(lambda: 1 / 0)
    yield
    del HANDLERS["test.note"], HANDLERS["test.fail"]


def enqueue(name, **payload):
    with transaction():
        return service.enqueue(name, **payload)


def test_job_runs_once():
    made = enqueue("test.note", n=7)

    assert (service.run_pending(), service.run(made.id)) == (1, False)
    assert RUNS == [7]
    assert made.state is JobState.DONE


def test_failing_job_waits_longer_each_time_and_gives_up_in_the_end():
    made = enqueue("test.fail")
    for _ in range(service.MAX_ATTEMPTS):
        made.run_after = clock.now()
        db.session.flush()
        service.run(made.id)

    assert made.state is JobState.FAILED
    assert "ZeroDivisionError" in made.error


def test_rows_whose_job_was_given_up_are_found_by_their_number():
    states = {7: [JobState.FAILED], 8: [JobState.QUEUED], 9: [JobState.FAILED], 10: [JobState.FAILED, JobState.QUEUED]}
    for n, told in states.items():
        for state in told:
            enqueue("test.note", n=n).state = state
    db.session.flush()

    assert given_up("test.note", "n", [7, 8, 10]) == {7}
    assert given_up("test.other", "n", [7, 8, 9]) == frozenset()


def test_job_of_a_dead_worker_is_taken_over():
    made = enqueue("test.note", n=1)
    made.state, made.lease_until = JobState.RUNNING, clock.now() - timedelta(seconds=1)
    db.session.flush()

    assert service.run(made.id)
    assert RUNS == [1]


def test_job_of_a_living_worker_is_left_alone():
    made = enqueue("test.note", n=1)
    made.state, made.lease_until = JobState.RUNNING, clock.now() + timedelta(minutes=1)
    db.session.flush()

    assert not service.run(made.id)


def test_sweep_wakes_the_worker_for_what_waits():
    made = enqueue("test.note", n=1)
    made.run_after = clock.now() - timedelta(minutes=1)
    db.session.flush()

    assert service.due_jobs(clock.now()) == [made.id]


def test_job_of_a_rolled_back_transaction_never_was():
    with pytest.raises(RuntimeError), transaction():
        service.enqueue("test.note", n=1)
        raise RuntimeError

    assert service.run_pending() == 0
