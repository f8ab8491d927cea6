"""The bot's web server: webhook, health check and metrics."""
