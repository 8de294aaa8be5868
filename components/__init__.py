"""What a stack registers: one ComponentResource a file, and the look at the live cluster before them."""
