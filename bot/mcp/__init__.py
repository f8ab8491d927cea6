"""MCP server: other programs and assistants quote from the documents instead of inventing."""
