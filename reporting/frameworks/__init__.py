"""Controls, and the reports that support evidence for them."""
