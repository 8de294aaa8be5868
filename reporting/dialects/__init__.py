"""The dialects that the cluster reads: cron, selectors, durations, names, instants."""
