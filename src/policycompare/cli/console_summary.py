"""Results as plain text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.tables.summaries import summary
from policycompare.vocabulary import NOT_APPLICABLE, ORIGINS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document
    from policycompare.export.output_folder import Written
    from policycompare.reading import Reason


def summary_text(chain: Trace) -> str:
    """Return a chain's results on one screen: notices, counts, additions, gaps, what to check first, warnings."""
    table = summary(chain)
    lines = [table.title, *(["", *(f"  注意 {note}" for note in chain.notices)] if chain.notices else [])]
    lines += ["", "     数 / 总数  占比    期望"]
    for what, count, total, share, likely in table.plain_rows:
        lines.append(f"  {count:>4} / {total:<4} {share:>4.0%}  {likely:>6}  {what}")
    lines.append(f"  （{table.notes[0]}）")
    origins = chain.origins
    for name in ("straight", "addition") if len(chain.documents) > 2 else ("addition",):
        labels = origins.loc[origins["origin"] == name, "child"].tolist()
        lines += ["", f"  {ORIGINS[name].chinese}（{len(labels)}）：{'、'.join(labels) or '无'}"]
    for pair in sorted(chain.alignments, reverse=True):
        aligned = chain.alignments[pair]
        gaps = aligned.gaps
        shown = [f"{r.parent}{'*' if _is_suggested(r) else ''}" for r in gaps.itertuples()]
        lines.append(
            f"  {aligned.parent.called}未被{aligned.child.called}承接（{len(gaps)}）：{'、'.join(shown) or '无'}"
        )
    lines.append(f"  （* 只对更高层级提出，建议记为“{NOT_APPLICABLE}”）")
    last = len(chain.documents) - 1
    lines += ["", "  最不确定、宜先人工核对的："]
    for upper in range(last - 1, -1, -1):
        aligned = chain.alignments[last, upper]
        for row in aligned.least_certain(4).itertuples():
            verdict = "判为对应" if row.linked else "判为无关"
            lines.append(
                f"    {aligned.child.called} {row.child} ↔ {aligned.parent.called} {row.parent}  {row.probability:.2f} "
                f"{verdict}  {row.child_text[:22]}… ↔ {row.parent_text[:22]}…"
            )
    for document in chain.documents:
        lines += [f"  {document.called} {problem}" for problem in document.warnings]
    return "\n".join(lines)


def _is_suggested(gap: Any) -> bool:  # noqa: ANN401 - a row of a frame
    """Whether the program, and no person, says that a gap asks nothing of the lower level."""
    return bool(gap.reason.startswith(NOT_APPLICABLE) and not gap.decided)


def outline_text(document: Document, *, brief: bool, why: Sequence[Reason] = ()) -> str:
    """Return what was found in a document, and why: one line, or a line a measure with its place and units."""
    head = (
        f"{document.source}  {document.title}  {document.level or '层级不明'}  {document.date}  "
        f"{len(document.chapters)} 章 {len(document.measures)} 条（{document.style or '无编号'}）"
    )
    if brief:
        return head
    told = "".join(f"  {reason}" for reason in why)
    lines = [head + told, *([f"  注意：{document.notice}"] if document.notice else [])]
    chapter = None
    for measure in document.measures:
        if measure.chapter != chapter:
            chapter = measure.chapter
            lines.append(f"  {chapter}")
        units = (
            f"  [{'、'.join(('' if u.known else '?') + u.canonical for u in measure.units)}]" if measure.units else ""
        )
        text = (measure.title or measure.text).replace("\n", " ")
        shown = text[:48] + ("…" if len(text) > 48 else "")
        lines.append(f"    {measure.label:>5}  第{document.line_of(measure.span.start)}行  {shown}{units}")
    unknown = dict.fromkeys(u.name for m in document.measures for u in m.units if not u.known)
    if unknown:
        lines.append(f"  表中没有的单位（按规则归并，可加入 resources/levels.toml）：{'、'.join(unknown)}")
    return "\n".join(lines)


def written_text(out: str, written: Sequence[Written]) -> str:
    """Return what was written, with sizes: files of the folder one by one, those of its subfolders together."""
    lines = ["", f"写出到 {out}/："]
    below: dict[str, list[int]] = {}
    for file in written:
        name = file.path.relative_to(out)
        if file.kept:
            why = {"open": "正在别处打开（open elsewhere）"}.get(file.why, "已被人改过（it was changed）")
            kept = f"{file.kept.name} {why}，保留未动（kept）"
            lines.append(f"  {size_text(file.size):>9}  {name}  ← {kept}")
        elif len(name.parts) > 1:
            below.setdefault(str(name.parent), []).append(file.size)
        else:
            lines.append(f"  {size_text(file.size):>9}  {name}")
    lines += [f"  {size_text(sum(sizes)):>9}  {folder}/  {len(sizes)} 个文件" for folder, sizes in below.items()]
    return "\n".join(lines)


def size_text(size: int) -> str:
    """Return a size in bytes for a person."""
    return f"{size / 1024:,.1f} kB" if size >= 1024 else f"{size} B"
