"""Settings in words."""
