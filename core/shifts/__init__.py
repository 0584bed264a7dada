"""Templates, shifts and the results agents log."""
