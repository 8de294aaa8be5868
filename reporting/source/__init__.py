"""From text to settings: YAML, stack files, the config of a run."""
