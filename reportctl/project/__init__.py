"""The project whose stacks are looked at: its folder, its stacks, its revisions."""
