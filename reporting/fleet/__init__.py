"""All stacks of a project together: a row for each, and what on it needs somebody."""
