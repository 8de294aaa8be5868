"""What is legal in a stack file but unwise, each with its reason and the way out.

What only a cluster can tell is not here.
"""
