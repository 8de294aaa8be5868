"""The live cluster: how it is reached, what is read there, and reporter Jobs made and followed. No Pulumi."""
