"""Where documents, feedback and index are kept: data folder or database, backups, moving."""
