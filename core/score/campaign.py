"""Campaign days, as the shifts wing knows them: the roster marks them, the fair rates compare them among themselves."""

from core.shifts.campaign import EXTRA_DAYS, campaign_days, is_double_day

__all__ = ["EXTRA_DAYS", "campaign_days", "is_double_day"]
