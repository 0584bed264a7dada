"""What may be done with people and shops."""
