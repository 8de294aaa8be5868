"""What people see on a terminal, and the options that verbs share."""
