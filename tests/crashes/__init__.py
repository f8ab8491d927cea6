"""Crashes at every stage: processes that are killed, and disks that lose, reorder and tear writes.

    python -m tests.crashes --kills 200 --power-cuts 200

``tracing`` sees every system call by which a process changes files, SQLite's too. ``disk`` makes of
them what a power cut may have left. ``cases`` says what must hold afterwards.
"""
