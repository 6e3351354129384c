"""Frames that carry the notices of the documents they are made from, through pandas and into files."""

from policycompare.frames.noticed import NOTICE, NoticedFrame, NoticedSeries, noticed, with_notice_column
from policycompare.frames.typed import as_dates, label_order, typed

__all__ = [
    "NOTICE",
    "NoticedFrame",
    "NoticedSeries",
    "as_dates",
    "label_order",
    "noticed",
    "typed",
    "with_notice_column",
]
