"""The components as a Pulumi package, for programs in any language.

Each takes a stack file's keys as arguments, has them read as a stack file is, and is the component of `components/`
itself: same type, same names, same children.
https://www.pulumi.com/docs/iac/guides/building-extending/packages/
"""
