"""What may be asked about complaints and reviews."""
