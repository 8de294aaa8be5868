"""From what a stack file says to all that counts: its bases, its frameworks' reports, the minutes of what is spread."""
