"""Web access: guarded connections, fetching, robots.txt."""
