"""From settings to the objects of a cluster."""
