"""How the reports of stacks get on: looked at side by side, and shown to people and programs."""
