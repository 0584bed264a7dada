"""What may be done about the numbers: set targets; decide the policy, wages and the bonus of a month."""

from core.score.actions.targets import SetTarget, set_target

__all__ = ["SetTarget", "set_target"]
