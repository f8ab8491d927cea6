"""Queue of updates: whose turn it is, how many may wait, what is being worked on."""
