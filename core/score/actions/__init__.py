"""What may be done about the numbers: set targets; decide the policy, wages and the bonus of a month."""

from core.score.actions.targets import DropTarget, SetTarget, drop_target, set_target

__all__ = ["DropTarget", "SetTarget", "drop_target", "set_target"]
