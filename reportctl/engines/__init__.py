"""What runs a fleet of stacks, fed with its own objects: Pulumi Kubernetes Operator, Argo CD, Flux.

Nothing here talks to a cluster or an engine: from stack files and options to files for a repository.
"""
