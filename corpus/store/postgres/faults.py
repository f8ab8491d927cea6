"""Faults of a connection, told apart by what the server says."""


def is_standby(error: Exception) -> bool:
    return "read-only" in str(error) or "recovery" in str(error)


def is_refusal(error: Exception) -> bool:
    """Whether trying again cannot help: a wrong password, a database that is not there."""
    said = str(error)
    return any(
        one in said
        for one in ("authentication failed", "does not exist", "no password", "pg_hba.conf")
    )
