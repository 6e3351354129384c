"""Frames that carry the notices of the documents they are made from, through pandas and into files."""

from policycompare.frames.noticed import NOTICE, NoticedFrame, NoticedSeries, noticed, with_notice_column

__all__ = ["NOTICE", "NoticedFrame", "NoticedSeries", "noticed", "with_notice_column"]
