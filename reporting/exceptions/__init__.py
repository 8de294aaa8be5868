"""The exceptions of stacks on one day, for those who decide on them."""
