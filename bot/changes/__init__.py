"""Changes to the collection: adding, correcting and removing documents."""
