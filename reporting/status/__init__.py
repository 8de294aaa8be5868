"""What one look at a cluster says of each of a stack's reports."""
