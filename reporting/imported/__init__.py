"""From GlobalReports and FelixConfigurations that exist already to what a stack file says."""
