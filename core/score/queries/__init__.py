"""What may be asked about the numbers."""
