"""What may be done with sheet sources and their copies."""
