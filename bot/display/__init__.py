"""What every front end shows of quotes and documents, before it is drawn."""
