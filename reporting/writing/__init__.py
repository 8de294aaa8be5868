"""Stack files that this program writes: the names it gives, and the text."""
