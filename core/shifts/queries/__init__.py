"""What may be asked about shifts and results."""
