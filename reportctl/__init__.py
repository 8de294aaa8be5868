"""What a person runs beside pulumi: `bin/reportctl <verb>`, one file a verb."""
