"""A folder of evidence: gathered, written, and held against its manifest."""
