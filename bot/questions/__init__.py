"""Questions as people put them: filters, dates, several at once, follow-ups, examples."""
