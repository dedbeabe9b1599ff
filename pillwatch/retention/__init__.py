"""Retention: what is past its time goes, with a receipt and a proof."""

from pillwatch.retention.places import Places
from pillwatch.retention.receipt import Receipt, ReceiptError, unfinished, verify
from pillwatch.retention.rules import Reason, Rules
from pillwatch.retention.run import retain
from pillwatch.retention.survey import Survey, survey

__all__ = ["Places", "Reason", "Receipt", "ReceiptError", "Rules", "Survey", "retain", "survey", "unfinished", "verify"]
