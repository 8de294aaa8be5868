"""The stacks of a project side by side: looked at, and shown to people and programs."""
