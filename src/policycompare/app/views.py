"""What the window answers to each address. Handlers look up, call the desk, and choose a page; they compute nothing."""

from __future__ import annotations

import asyncio
import io
import mimetypes
import tempfile
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from policycompare.analysing.assess import take_in
from policycompare.app.access import MOST_FILES
from policycompare.app.desk import REVISION, STEPS, Desk, are_versions, pair_name, proposed_order
from policycompare.app.pages import LANGUAGE_COOKIE, fault_text, language_of, render, speaking, static_file
from policycompare.app.second_reader import ask_as_planned, plan_of, read_provisions
from policycompare.app.tasks import StoppedError, Task, Tasks
from policycompare.app.workplace import ChosenDocument, Project, ProjectError, Workplace
from policycompare.assessing.batch import question_lines
from policycompare.assessing.endpoint import is_configured
from policycompare.catalog.store import available, load
from policycompare.deciding.decisions import decision_of
from policycompare.documents import Document
from policycompare.encoding.encoder import encoder_folder
from policycompare.errors import PolicyCompareError, ReadError
from policycompare.export.bundle import NAME
from policycompare.export.check_report import findings_bytes
from policycompare.export.layout_repairs import layout_report, repaired_layout
from policycompare.export.page import page, version_page
from policycompare.export.repaired_draft import repaired_bytes
from policycompare.messages import LANGUAGES, message
from policycompare.reviewing.session import now
from policycompare.reviewing.workbook import read_workbook
from policycompare.reviewing.workbook_import import import_decisions, report_text
from policycompare.storage.paths import shown_name
from policycompare.tables import all_tables
from policycompare.tables.revision_table import reference_table, revision_tables
from policycompare.vocabulary import LEVELS, REVIEW_ACTIONS, REVISION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from policycompare.app.presence import Presence
    from policycompare.app.second_reader import Plan
    from policycompare.reviewing.session import Session

_SOON = 0.3
"""Seconds in which a page waits for its task before it shows how far that is, and the program for its last page."""
_STOPS = 2.0
"""Seconds in which asking stops: it looks every half second whether it should."""
_OWN = ("project.json",)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEASURES = {
    "": message("as the text says"),
    "article": "第一条",
    "一、": "一、",
    "（一）": "（一）",
    "1.": "1.",
    "paragraph": message("every paragraph"),
}
"""What a person can say that a measure is."""
FILES = (
    (f"{NAME}.docx", message("the table to be filed")),
    (f"{NAME}.xlsx", message("to filter, and to decide on in its sheets")),
    (f"{NAME}.html", message("one web page that needs no program")),
    ("data/comparison.docx", message("working copy, with probabilities and lists")),
    ("data/by_parent.docx", message("what became of each provision of the higher document")),
    ("data/statement.docx", message("draft of the statement of changes, facts only")),
)
"""Files of a comparison that people open, with what each is for."""
_RESULTS = (("result", f"{NAME}.docx"), ("revision", f"{REVISION}/修订对照表.docx"))
"""Pages of results, and the file by which one is seen to be there."""
_COPIES = {"comments": "批注", "repaired": "修改"}


class Views:
    """The addresses of the window over one folder of projects.

    Parameters
    ----------
    workplace
        The projects.
    presence
        What is told that a page is open.
    end
        Called when a person ends the window.
    """

    def __init__(self, workplace: Workplace, presence: Presence, end: Callable[[], object]) -> None:
        self._workplace, self._presence, self._end = workplace, presence, end
        self._desk, self._tasks = Desk(), Tasks()
        # Apart from what computes: a language model may take an hour, in which a machine has nothing to do but wait.
        self._askings = Tasks(at_once=2)

    def routes(self) -> list[Route]:
        """Return the addresses."""
        of_project = "/projects/{key}"
        return [
            Route("/", self.first_page),
            Route("/static/{name}", self.static),
            Route("/language", self.choose_language, methods=["POST"]),
            Route("/here", self.here),
            Route("/end", self.end_window, methods=["POST"]),
            Route("/projects", self.new_project, methods=["POST"]),
            Route(of_project, self.documents_page),
            Route(of_project, self.change_documents, methods=["POST"]),
            Route(f"{of_project}/file", self.take_file, methods=["POST"]),
            Route(f"{of_project}/workbook", self.take_workbook, methods=["POST"]),
            Route(f"{of_project}/layout/{{position:int}}", self.layout),
            Route(f"{of_project}/layout/{{position:int}}/repaired.docx", self.laid_out_copy),
            Route(f"{of_project}/compare", self.compare, methods=["POST"]),
            Route(f"{of_project}/revise", self.revise, methods=["POST"]),
            Route(f"{of_project}/revision", self.revision),
            Route(f"{of_project}/versions", self.versions_table),
            Route(f"{of_project}/progress", self.progress),
            Route(f"{of_project}/stop", self.stop, methods=["POST"]),
            Route(f"{of_project}/result", self.result),
            Route(f"{of_project}/table", self.table),
            Route(f"{of_project}/decisions", self.decide, methods=["POST"]),
            Route(f"{of_project}/review/{{pair}}", self.review),
            Route(f"{of_project}/review/{{pair}}", self.answer, methods=["POST"]),
            Route(f"{of_project}/reader/{{pair}}", self.second_reader),
            Route(f"{of_project}/reader/{{pair}}/ask", self.ask_reader, methods=["POST"]),
            Route(f"{of_project}/reader/{{pair}}/stop", self.stop_reader, methods=["POST"]),
            Route(f"{of_project}/reader/{{pair}}/progress", self.reader_progress),
            Route(f"{of_project}/reader/{{pair}}/questions.jsonl", self.questions_file),
            Route(f"{of_project}/reader/{{pair}}/answers", self.answers_file, methods=["POST"]),
            Route(f"{of_project}/check/{{position:int}}", self.check),
            Route(f"{of_project}/check/{{position:int}}/{{what}}.docx", self.checked_copy),
            Route(f"{of_project}/files/{{name:path}}", self.file),
            Route(f"{of_project}/all.zip", self.archive),
        ]

    def is_busy(self) -> bool:
        """Whether anything is at work."""
        return self._tasks.are_running or self._askings.are_running

    def end(self) -> None:
        """Stop what is at work."""
        self._tasks.end()
        self._askings.end()

    async def here(self, _: Request) -> Response:
        """Take it from a page that it is open."""
        self._presence.sign()
        return Response(status_code=204)

    async def end_window(self, request: Request) -> Response:
        """End the program, once its last page is sent."""
        page = render(request, "ended", folder=self._workplace.folder)
        page.background = BackgroundTask(self._end_soon)
        return page

    async def _end_soon(self) -> None:
        await asyncio.sleep(_SOON)  # for what belongs to the page
        self._end()

    # --- the first page

    async def first_page(self, request: Request) -> Response:
        """Show where files are given, and the projects."""
        projects = await run_in_threadpool(self._workplace.projects)
        shipped = [load(id_) for id_ in available()]
        return render(
            request, "first", projects=projects, shipped=shipped, folder=self._workplace.folder, most=MOST_FILES
        )

    async def static(self, request: Request) -> Response:
        """Give a style sheet or script."""
        name = request.path_params["name"]
        try:
            content = static_file(name)
        except KeyError:
            return Response(status_code=404)
        return Response(content, media_type=mimetypes.guess_type(name)[0])

    async def choose_language(self, request: Request) -> Response:
        """Keep the language that a person chose."""
        form = await request.form()
        chosen = str(form.get("language", ""))
        answer = _to(_local(str(form.get("back", "/"))))
        if chosen in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, chosen, httponly=True, samesite="strict")
        return answer

    async def new_project(self, request: Request) -> Response:
        """Keep the files of an upload in a new project, and read them."""
        async with request.form(max_files=MOST_FILES, max_fields=100) as form:
            uploads = [(str(file.filename), await file.read()) for file in _files(form)]
            shipped = [id_ for id_ in map(str, form.getlist("shipped")) if id_ in available()]
        if not 1 <= len(uploads) + len(shipped) <= MOST_FILES:
            raise ReadError(message("choose one to {most} documents", most=MOST_FILES))
        project = await run_in_threadpool(self._made_project, uploads, shipped)
        return _to(_address(project))

    def _made_project(self, uploads: Sequence[tuple[str, bytes]], shipped: Sequence[str]) -> Project:
        title = uploads[0][0].rsplit(".", 1)[0] if uploads else load(shipped[-1]).called
        project = self._workplace.new_project(title, uploads, shipped)
        documents = [self._read_or_none(project, chosen) for chosen in project.documents]
        read = [document for document in documents if document is not None]
        if len(read) == len(documents):
            project = project.reordered(proposed_order(read))
        return self._workplace.save(project)

    def _read_or_none(self, project: Project, chosen: ChosenDocument) -> Document | None:
        try:
            return self._desk.document(project, chosen)
        except PolicyCompareError:
            return None  # said on the page of the documents, where it can be put right

    # --- the documents of a project

    async def documents_page(self, request: Request) -> Response:
        """Show what was read of each document, and how it can be read otherwise."""
        project = await self._project(request)
        views = [await run_in_threadpool(self._document_view, project, chosen) for chosen in project.documents]
        read = [document for view in views if isinstance(document := view["document"], Document)]
        return render(
            request,
            "documents",
            project=project,
            address=_address(project),
            views=views,
            ready=len(views) == len(read) > 1,
            versions=are_versions(read),
            measures=MEASURES,
            has_encoder=encoder_folder() is not None,
            most=MOST_FILES,
            results=[leads_to for leads_to, file in _RESULTS if file in self._files(project)],
        )

    def _document_view(self, project: Project, chosen: ChosenDocument) -> dict[str, object]:
        try:
            return {"chosen": chosen, "document": self._desk.document(project, chosen), "fault": None}
        except PolicyCompareError as fault:
            return {"chosen": chosen, "document": None, "fault": fault}

    async def change_documents(self, request: Request) -> Response:
        """Keep what a person says about the documents: their order, level, part, and what a measure is."""
        project = await self._project(request)
        form = await request.form()
        changed = []
        for position, chosen in enumerate(project.documents):
            level = str(form.get(f"level-{position}", chosen.level))
            part = str(form.get(f"part-{position}", chosen.part))
            measure = str(form.get(f"measure-{position}", chosen.measure))
            level = level if level in LEVELS.keys else ""
            changed.append(
                ChosenDocument(chosen.name, chosen.path, level, part, measure if measure in MEASURES else "")
            )
        meaning = "meaning" in form and encoder_folder() is not None
        project = replace(project, documents=tuple(changed), meaning=meaning)
        moved = str(form.get("up", ""))
        if moved.isdecimal() and 0 < int(moved) < len(changed):
            order = list(range(len(changed)))
            order.insert(int(moved) - 1, order.pop(int(moved)))
            project = project.reordered(order)
        left_out = str(form.get("remove", ""))
        if left_out.isdecimal() and int(left_out) < len(changed) > 1:
            changed.pop(int(left_out))
            project = replace(project, documents=tuple(changed))
        await run_in_threadpool(self._workplace.save, project)
        self._desk.forget(project)
        if "compare" in form:
            return await self.compare(request)
        if "revise" in form:
            return await self.revise(request)
        return _to(_address(project))

    async def take_file(self, request: Request) -> Response:
        """Keep another file: the next version of a document of the project, or one more document."""
        project = await self._project(request)
        async with request.form(max_files=1, max_fields=10) as form:
            given = [(str(file.filename), await file.read()) for file in _files(form)]
            place = str(form.get("place", ""))
        if not given:
            raise ReadError(message("choose a file first"))
        at = int(place) if place.isdecimal() else len(project.documents)
        if at >= len(project.documents) == MOST_FILES:
            raise ReadError(message("choose one to {most} documents", most=MOST_FILES))
        await run_in_threadpool(self._workplace.with_file, project, *given[0], at)
        self._desk.forget(project)
        return _to(_address(project))

    # --- comparing

    async def compare(self, request: Request) -> Response:
        """Begin to compare, and show the result, or how far it is."""
        project = await self._project(request)
        return await self._begin(project, self._desk.compare, "result")

    async def revise(self, request: Request) -> Response:
        """Begin to compare versions of one text, and show the result, or how far it is."""
        project = await self._project(request)
        return await self._begin(project, self._desk.revise, "revision")

    async def _begin(self, project: Project, work: Callable[[Project, Task], None], leads_to: str) -> Response:
        address = _address(project)
        task = self._tasks.start(project.key, STEPS, lambda task: work(project, task), f"{address}/{leads_to}")
        await run_in_threadpool(task.wait, _SOON)
        return _to(f"{address}/progress")

    async def progress(self, request: Request) -> Response:
        """Show how far the work is; go on to the result when it is done."""
        project = await self._project(request)
        task = self._tasks.of(project.key)
        if task is None:
            return _to(_address(project))
        if task.error is not None:
            raise task.error
        if not task.is_running:
            return _to(task.leads_to)
        return render(request, "progress", project=project, address=_address(project), task=task)

    async def stop(self, request: Request) -> Response:
        """Stop the work of a project."""
        project = await self._project(request)
        task = self._tasks.of(project.key)
        if task is not None:
            task.stop()
            await run_in_threadpool(task.wait, _SOON)
        return _to(_address(project))

    async def result(self, request: Request) -> Response:
        """Show the figures, what to decide on, and the files."""
        return await self._result_page(request, await self._project(request), "")

    async def _result_page(self, request: Request, project: Project, told: str) -> Response:
        chain = await run_in_threadpool(self._desk.chain, project)
        tables = await run_in_threadpool(all_tables, chain)
        reviews = []
        for aligned in chain.alignments.values():
            session = await run_in_threadpool(self._desk.session, project, pair_name(aligned))
            if session is not None:
                reviews.append({"pair": pair_name(aligned), "aligned": aligned, "left": session.left})
        there = self._files(project)
        files = [(name, about) for name, about in FILES if name in there]
        figures = sorted(path.name for path in (project.folder / "data" / "figures").glob("*.png"))
        summary = next(table for table in tables if table.slug == "summary")
        return render(
            request,
            "result",
            project=project,
            address=_address(project),
            chain=chain,
            summary=summary,
            reviews=reviews,
            files=files,
            figures=figures,
            reader_is_configured=is_configured(),
            told=told,
            fresh=self._desk.is_written(project),
        )

    async def table(self, request: Request) -> Response:
        """Show the tables, on which a person can decide in place."""
        project = await self._project(request)
        chain = await run_in_threadpool(self._desk.chain, project)
        text = await run_in_threadpool(
            lambda: page(
                all_tables(chain), saved_at=f"{_address(project)}/decisions", back=f"{_address(project)}/result"
            )
        )
        return _own_page(text)

    async def revision(self, request: Request) -> Response:
        """Show what became of the provisions from version to version, what to correct, and the files."""
        project = await self._project(request)
        revisions = await run_in_threadpool(self._desk.revisions, project)
        references = await run_in_threadpool(reference_table, revisions[-1])
        names = [name for name in self._files(project) if name.startswith(f"{REVISION}/") and name.count("/") == 1]
        return render(
            request,
            "revision",
            project=project,
            address=_address(project),
            steps=[(revision, Counter(change.kind for change in revision.change_list)) for revision in revisions],
            kinds=REVISION_KINDS,
            references=references,
            files=[name for name in names if not name.endswith(".json")],
        )

    async def versions_table(self, request: Request) -> Response:
        """Show the table of versions."""
        project = await self._project(request)
        revisions = await run_in_threadpool(self._desk.revisions, project)
        text = await run_in_threadpool(
            lambda: version_page((revision_tables(revisions).folded,), back=f"{_address(project)}/revision")
        )
        return _own_page(text)

    # --- deciding

    async def decide(self, request: Request) -> Response:
        """Save what a person decided in the table; the answer says what was understood, or why not."""
        project = await self._project(request)
        sent = await request.json()
        language = language_of(request)
        try:
            said = await run_in_threadpool(self._decided, project, sent)
        except PolicyCompareError as fault:
            return JSONResponse({"fault": fault_text(fault, language)}, 409)
        return JSONResponse({"said": said})

    def _decided(self, project: Project, sent: object) -> str:
        if not isinstance(sent, dict):
            raise ReadError(message("this page is of another version; open it again"))
        row = {str(name): str(value) for name, value in sent.items()}
        with self._desk.lock(project):
            session = self._session(project, row.pop("pair", ""))
            session.who = row.pop("who", "") or session.who
            if not row.get("verdict"):
                return session.withdraw(decision_of({**row, "verdict": "unsure", "relation": "", "reason": ""}))
            return session.take(decision_of(row))

    async def review(self, request: Request) -> Response:
        """Show the next question of a pair of documents."""
        project = await self._project(request)
        return await run_in_threadpool(self._question_page, request, project, "")

    async def answer(self, request: Request) -> Response:
        """Take an answer, and show the next question."""
        project = await self._project(request)
        form = await request.form()
        said = await run_in_threadpool(self._answered, request, project, form)
        return await run_in_threadpool(self._question_page, request, project, said)

    def _answered(self, request: Request, project: Project, form: FormData) -> str:
        typed, comment = str(form.get("answer", "")), str(form.get("comment", "")).strip()
        with self._desk.lock(project), speaking(language_of(request)):
            session = self._session(project, request.path_params["pair"])
            session.who = str(form.get("who", "")).strip() or session.who
            undo = typed == REVIEW_ACTIONS["undo"].key_stroke
            if not undo and str(form.get("question", "")) != _key(session):
                return message("this question was answered in another window meanwhile; here is the next one").text()
            try:
                if comment and not undo:
                    session.answer(f"c {comment}")
                return session.answer(typed)
            except PolicyCompareError as fault:
                return str(fault)

    def _question_page(self, request: Request, project: Project, said: str) -> Response:
        with self._desk.lock(project), speaking(language_of(request)):
            session = self._session(project, request.path_params["pair"])
            return render(
                request,
                "review",
                project=project,
                address=_address(project),
                session=session,
                view=session.view(),
                key=_key(session),
                said=said,
            )

    def _session(self, project: Project, pair: str) -> Session:
        session = self._desk.session(project, pair)
        if session is None:
            raise _not_compared()
        return session

    async def take_workbook(self, request: Request) -> Response:
        """Take in what was decided in a workbook that a comparison wrote."""
        project = await self._project(request)
        async with request.form(max_files=1, max_fields=10) as form:
            given = [(str(file.filename), await file.read()) for file in _files(form)]
            who = str(form.get("who", "")).strip()
        if not given:
            raise ReadError(message("choose the workbook first"))
        told = await run_in_threadpool(self._imported, request, project, *given[0], who)
        self._desk.forget(project)
        return await self._result_page(request, project, told)

    def _imported(self, request: Request, project: Project, name: str, content: bytes, who: str) -> str:
        with tempfile.TemporaryDirectory() as folder, speaking(language_of(request)):
            file = Path(folder) / "workbook.xlsx"
            file.write_bytes(content)
            book = read_workbook(file)
            book.path = Path(shown_name(name))
            return report_text(book, import_decisions(book, project.decisions, who=who, now=now()))

    # --- the second reader

    async def second_reader(self, request: Request) -> Response:
        """Show what would be sent to a language model and where, and beside the program's what one has read."""
        return await self._reader_page(request, ())

    async def _reader_page(self, request: Request, told: Sequence[object]) -> Response:
        project = await self._project(request)
        plan = await run_in_threadpool(self._plan, request, project)
        task = self._askings.of(_reader_address(project, request))
        if task is not None and task.is_running:
            return _to(f"{_reader_address(project, request)}/progress")
        if not told and task is not None:
            told = task.outcome
        fault = task.error if task is not None and not isinstance(task.error, StoppedError) else None
        return render(
            request,
            "reader",
            project=project,
            address=_address(project),
            reader=_reader_address(project, request),
            plan=plan,
            told=told,
            fault=fault,
            read=await run_in_threadpool(read_provisions, plan.aligned),
        )

    def _plan(self, request: Request, project: Project) -> Plan:
        aligned = self._desk.aligned(project, request.path_params["pair"])
        if aligned is None:
            raise _not_compared()
        return plan_of(aligned, project, asks_all=request.query_params.get("which") == "all")

    async def ask_reader(self, request: Request) -> Response:
        """Ask just what was shown, of just whom was shown."""
        project = await self._project(request)
        form = await request.form()
        plan = await run_in_threadpool(self._plan, request, project)
        if plan.endpoint is None or str(form.get("shown", "")) != plan.digest:
            changed = message("nothing was sent: what would be sent is no longer what you were shown; look again")
            return await self._reader_page(request, (changed,))
        if not plan.endpoint.is_this_machine and str(form.get("host", "")) != plan.endpoint.host:
            missing = message("nothing was sent: say that the texts may go to {host}", host=plan.endpoint.host)
            return await self._reader_page(request, (missing,))
        address = _reader_address(project, request)
        task = self._askings.start(
            address, len(plan.agenda.questions), lambda task: ask_as_planned(plan, project, task), address
        )
        await run_in_threadpool(task.wait, _SOON)
        return _to(f"{address}/progress")

    async def reader_progress(self, request: Request) -> Response:
        """Show how many questions are answered; go back to the page of the reader when it is done."""
        project = await self._project(request)
        address = _reader_address(project, request)
        task = self._askings.of(address)
        if task is None or not task.is_running:
            return _to(address)
        return render(request, "progress", project=project, address=address, task=task)

    async def stop_reader(self, request: Request) -> Response:
        """Stop asking; the answers that are there stay."""
        project = await self._project(request)
        address = _reader_address(project, request)
        task = self._askings.of(address)
        if task is not None:
            task.stop()
            await run_in_threadpool(task.wait, _STOPS)
        return _to(address)

    async def questions_file(self, request: Request) -> Response:
        """Give the questions in the common batch form."""
        project = await self._project(request)
        plan = await run_in_threadpool(self._plan, request, project)
        model = request.query_params.get("model", "")[:200]
        lines = await run_in_threadpool(question_lines, plan.agenda.questions, model)
        name = f"{request.path_params['pair'].removesuffix('.csv')}.questions.jsonl"
        headers = {"content-disposition": _attachment(name)}
        return Response(b"".join(lines), media_type="application/jsonl", headers=headers)

    async def answers_file(self, request: Request) -> Response:
        """Take in a file of answers in the common batch form."""
        project = await self._project(request)
        async with request.form(max_files=1, max_fields=10) as form:
            given = [(str(file.filename), await file.read()) for file in _files(form)]
        if not given:
            raise ReadError(message("choose the file of answers first"))
        told = await run_in_threadpool(self._taken_in, request, project, *given[0])
        return await self._reader_page(request, told)

    def _taken_in(self, request: Request, project: Project, name: str, content: bytes) -> tuple[object, ...]:
        plan = self._plan(request, project)
        found, new = take_in(plan.aligned, project.assessments, content, source=shown_name(name), model="")
        count = len(found.taken)
        return (message("{count} answers taken, {new} of them new", count=count, new=new), *found.problems)

    # --- checking

    async def check(self, request: Request) -> Response:
        """Show what a check of one document finds, against the one above it where there is one."""
        project = await self._project(request)
        position = _position(request, project)
        report = await run_in_threadpool(self._desk.report, project, position)
        return render(request, "check", project=project, address=_address(project), report=report, position=position)

    async def checked_copy(self, request: Request) -> Response:
        """Give a copy of the document with the findings as comments, or with the certain repairs tracked."""
        project = await self._project(request)
        position = _position(request, project)
        report = await run_in_threadpool(self._desk.report, project, position)
        chosen = project.documents[position]
        file = project.file_of(chosen) if chosen.path else None
        if request.path_params["what"] == "comments":
            content = await run_in_threadpool(findings_bytes, report, "docx", file)
        else:
            word = file if file is not None and file.suffix.lower() == ".docx" else None
            content, _ = await run_in_threadpool(repaired_bytes, report, word)
        name = f"{_stem(chosen.name)}（{_COPIES.get(request.path_params['what'], '修改')}）.docx"
        return Response(content, media_type=_WORD, headers={"content-disposition": _attachment(name)})

    async def layout(self, request: Request) -> Response:
        """Show where the layout of a Word file differs from the standard of official documents."""
        project = await self._project(request)
        position = _position(request, project)
        found = await run_in_threadpool(layout_report, self._word_file(project, position))
        return render(
            request, "layout", project=project, address=_address(project), found=found, position=position,
            name=project.documents[position].name,
        )  # fmt: skip

    async def laid_out_copy(self, request: Request) -> Response:
        """Give a copy of a Word file with its layout put right as tracked changes."""
        project = await self._project(request)
        position = _position(request, project)
        content, _ = await run_in_threadpool(repaired_layout, self._word_file(project, position))
        name = f"{_stem(project.documents[position].name)}（版式）.docx"
        return Response(content, media_type=_WORD, headers={"content-disposition": _attachment(name)})

    @staticmethod
    def _word_file(project: Project, position: int) -> Path:
        chosen = project.documents[position]
        if not chosen.path.lower().endswith(".docx"):
            raise ReadError(
                message("{file}: its layout can be checked as a .docx file only; save it as .docx", file=chosen.name)
            )
        return project.file_of(chosen)

    # --- files

    async def file(self, request: Request) -> Response:
        """Give a file of the results, brought up to date with what was decided."""
        project = await self._project(request)
        path = self._files(project).get(request.path_params["name"])
        if path is None:
            raise ProjectError(message("this file is not there; compare again"))
        await run_in_threadpool(self._write_if_old, project)
        content = await run_in_threadpool(path.read_bytes)
        shown = path.suffix == ".png"
        return Response(
            content,
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            headers={} if shown else {"content-disposition": _attachment(path.name)},
        )

    async def archive(self, request: Request) -> Response:
        """Give all files of a project in one archive."""
        project = await self._project(request)
        await run_in_threadpool(self._write_if_old, project)
        content = await run_in_threadpool(_zipped, self._files(project))
        headers = {"content-disposition": _attachment(f"{project.folder.name}.zip")}
        return Response(content, media_type="application/zip", headers=headers)

    def _write_if_old(self, project: Project) -> None:
        if not self._desk.is_written(project):
            self._desk.compare(project, Task(STEPS))

    @staticmethod
    def _files(project: Project) -> dict[str, Path]:
        """Return the files of a project by their name below its folder; a request's name is looked up here."""
        found = {}
        for path in sorted(project.folder.rglob("*")):
            name = path.relative_to(project.folder).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(project.folder).parts)
            if path.is_file() and not path.is_symlink() and not hidden and name not in _OWN:
                found[name] = path
        return found

    async def _project(self, request: Request) -> Project:
        return await run_in_threadpool(self._workplace.project, request.path_params["key"])


def _not_compared() -> ProjectError:
    return ProjectError(message("these documents are no longer compared; open the project again"))


async def fault_page(request: Request, fault: Exception) -> Response:
    """Show an error that is meant for the person."""
    return render(request, "fault", status=400, fault=fault_text(fault, language_of(request)))


def _own_page(text: str) -> Response:
    """Return a page that says itself what it may do: run its own script and nothing else."""
    return Response(text, media_type="text/html", headers={"content-security-policy": "frame-ancestors 'none'"})


def _zipped(files: dict[str, Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.write(path, name)
    return packed.getvalue()


def _files(form: FormData) -> list[UploadFile]:
    """Return the files of a form; a browser sends an empty one where none was chosen."""
    return [value for value in form.getlist("files") if isinstance(value, UploadFile) and value.filename]


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _position(request: Request, project: Project) -> int:
    """Return the position of the document that an address names; raises `ProjectError` where there is none."""
    position: int = request.path_params["position"]
    if position >= len(project.documents):
        raise ProjectError(message("this project has no such document; open it again"))
    return position


def _key(session: Session) -> str:
    return "" if session.question is None else "_".join(map(str, session.question.key))


def _address(project: Project) -> str:
    return f"/projects/{project.key}"


def _reader_address(project: Project, request: Request) -> str:
    return f"{_address(project)}/reader/{quote(request.path_params['pair'])}"


def _to(address: str) -> RedirectResponse:
    # 303: the browser asks for the next page, whatever it sent here.
    return RedirectResponse(address, status_code=303)


def _local(address: str) -> str:
    """Return an address of this server; the first page for any other."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
