"""The blueprints: each can be imported by its link, and runs as an automation."""
