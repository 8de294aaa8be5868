"""Frameworks as data: their controls, and the report types that support evidence for each.

A YAML file each, for which docs/framework.schema.json is the schema; docs/frameworks.md says how a team writes its own.
"""
