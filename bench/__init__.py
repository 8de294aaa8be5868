"""Speed and memory, measured side by side in one run: ratios count, seconds belong to the machine."""
