"""Ingest of web pages and feeds."""
