"""The team's sheets: scripts and vouchers."""
