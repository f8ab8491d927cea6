"""Boilerplate: by its phrases, by recurring in other articles, and lists of references."""
