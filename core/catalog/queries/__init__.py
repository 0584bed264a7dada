"""What may be asked of scripts, vouchers and the sheets they come from."""
