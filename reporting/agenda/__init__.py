"""What is to come of stacks, for calendars."""
