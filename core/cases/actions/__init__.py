"""What may be done with complaints and reviews."""
