"""The blueprints: each can be imported by the README's link, and runs as an automation."""
