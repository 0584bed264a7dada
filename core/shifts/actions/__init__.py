"""What may be done with shifts and results."""
