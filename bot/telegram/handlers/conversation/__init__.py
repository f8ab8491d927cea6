"""What a message means in its chat: whether and what it asks, and what it follows."""
