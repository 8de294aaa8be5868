"""The plan page in a real browser."""
