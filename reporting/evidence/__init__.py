"""Whether the reports came: what was to be expected of Calico's controller, and what it made."""
