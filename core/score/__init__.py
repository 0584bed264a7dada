"""Metrics, the live board, fair rates, the leaderboard."""
