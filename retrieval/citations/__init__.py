"""Citations to take away: a quote with its source, in the formats of other programs."""
