"""What a person runs beside pulumi: `python -m reportctl <verb>`, one file a verb."""
