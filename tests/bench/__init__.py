"""The speed table: each row measured side by side with its baseline, in one run, on one machine."""
