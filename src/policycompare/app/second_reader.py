"""The second reader in the window: what would be sent where, asking, and answers by file.

What ``policycompare assess`` does, for one pair of a project. Nothing is sent before a person was shown how much of
what goes to which address, and said yes to just that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.analysing.assess import all_questions, ask, known_answers, open_questions, unanswered
from policycompare.assessing.asking import Signature
from policycompare.assessing.endpoint import configured_endpoint
from policycompare.assessing.records import Assessments, record_file
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.links import Link
    from policycompare.analysing.assess import Agenda
    from policycompare.app.tasks import Task
    from policycompare.app.workplace import Project
    from policycompare.assessing.endpoint import Endpoint
    from policycompare.assessing.readings import Reading


@dataclass(frozen=True)
class Plan:
    """What asking the second reader about a pair of documents would send.

    Attributes
    ----------
    aligned
        The pair.
    agenda
        The questions that no answer is known to.
    endpoint
        Who would be asked; ``None`` where none is configured.
    asks_all
        Whether about every provision, or the open ones only.
    """

    aligned: Alignment
    agenda: Agenda
    endpoint: Endpoint | None
    asks_all: bool

    @property
    def children(self) -> list[str]:
        """The provisions that are asked about, as people cite them."""
        asked = [question.child.label for question in self.agenda.questions]
        return [self.aligned.child.by_label[label].cited for label in asked]

    @property
    def parents(self) -> list[str]:
        """The provisions of the parent that are sent as candidates, in the order of the document."""
        sent = {label for question in self.agenda.questions for label in question.labels}
        return [provision.cited for provision in self.aligned.parent.provisions if provision.label in sent]

    @cached_property
    def digest(self) -> str:
        """What stands for exactly these questions to exactly this address, so that no others are asked after a yes."""
        where = self.endpoint.address if self.endpoint else ""
        model = self.endpoint.model if self.endpoint else ""
        parts = [where, model, *(question.digest for question in self.agenda.questions)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ReadProvision:
    """A provision that was read, with what the program says of it beside what the second reader says.

    Attributes
    ----------
    cited
        The provision, as people cite it.
    links
        The program's links of it, as they were before.
    readings
        The reader's, with the provision of the parent as it is cited; empty where it linked none.
    why
        Its reason where it linked none; ``""`` elsewhere.
    agrees
        Whether both link the same provisions.
    """

    cited: str
    links: Sequence[Link]
    readings: Sequence[tuple[str, Reading]]
    why: str
    agrees: bool


def plan_of(aligned: Alignment, project: Project, *, asks_all: bool) -> Plan:
    """Return what asking would send.

    Raises
    ------
    AssessmentError
        What is configured is no address, or names no model, or the record cannot be read.
    """
    endpoint = configured_endpoint()
    agenda = all_questions(aligned) if asks_all else open_questions(aligned)
    known = known_answers(aligned, project.assessments)
    model = endpoint.model if endpoint else ""
    return Plan(aligned, unanswered(agenda, known, model), endpoint, asks_all)


def ask_as_planned(plan: Plan, project: Project, task: Task) -> None:
    """Ask the questions of a plan; each answer is in the record as soon as it is there.

    Raises
    ------
    AssessmentError
        The reader cannot be asked, or the record cannot be written.
    StoppedError
        The person stopped it.
    """
    if plan.endpoint is None:
        return
    endpoint, failed = plan.endpoint.with_key(), []
    path = record_file(project.assessments, plan.aligned.child, plan.aligned.parent)
    total = len(plan.agenda.questions)
    task.what = message("{number} of {count} questions answered", number=0, count=total)
    try:
        ask(
            plan.agenda.questions,
            endpoint,
            Signature(endpoint.model),
            path,
            known_answers(plan.aligned, project.assessments),
            done=lambda _: task.step(
                message("{number} of {count} questions answered", number=task.begun + 1, count=total)
            ),
            failed=lambda _, error: failed.append(error),
            waiting=task.go_on,
        )
    finally:
        said = message(
            "{count} of {total} questions were answered; the answers are kept, and what is left can be asked at any "
            "time",
            count=task.begun,
            total=total,
        )
        task.outcome = (said, *failed[-1:])


def read_provisions(aligned: Alignment) -> list[ReadProvision]:
    """Return the provisions of the child that the second reader read, in the order of the document."""
    before = aligned.with_assessments(Assessments())
    links: dict[str, list[Link]] = {}
    for link in before.link_list:
        links.setdefault(link.child.label, []).append(link)
    found = []
    for position in sorted(aligned.readings.read):
        provision = aligned.child.provisions[position]
        of_child = {pair: reading for pair, reading in aligned.readings.pairs.items() if pair[0] == position}
        linked = [(aligned.parent.provisions[at], reading) for (_, at), reading in of_child.items() if reading.is_link]
        own = links.get(provision.label, [])
        why = "" if linked else next((reading.why for reading in of_child.values()), "")
        agrees = {link.parent.label for link in own} == {parent.label for parent, _ in linked}
        readings = [(parent.cited, reading) for parent, reading in linked]
        found.append(ReadProvision(provision.cited, own, readings, why, agrees))
    return found
