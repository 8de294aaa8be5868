"""What is to be said about a stack, from its file alone or from a look at its cluster."""
