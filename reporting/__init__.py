"""What a stack may say and what the cluster makes of it; imports neither Pulumi nor a Kubernetes client."""
