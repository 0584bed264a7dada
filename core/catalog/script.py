"""A prepared answer an agent copies, and the stages of a conversation it may belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.base.text import fold
from core.people.shop import Marketplace

_STAGES = (
    ("payment", r"giuc|nhac (?:khach )?thanh toan|nhac don|chua thanh toan|thanh toan|payment|unpaid"),
    ("returns", r"doi tra|tra hang|doi hang|hoan hang|hoan tien|returns?|refund|exchange"),
    ("complaint", r"khieu nai|phan nan|complaints?|xin loi|su co"),
    ("review", r"danh gia|feedback|reviews?|5 sao|nhan xet"),
    ("warranty", r"bao hanh|warranty"),
    ("delivery", r"giao hang|van chuyen|ship(?:ping)?|don hang|delivery|kiem tra don"),
    ("closing", r"chot(?: don)?|dat hang|closing|order"),
    ("greeting", r"chao(?: hoi| khach| mung)?|mo dau|greetings?|welcome|hello"),
    ("congratulation", r"chuc mung|congrat\w*|sinh nhat|le tet"),
    ("promotion", r"khuyen mai|uu dai|voucher|ma giam gia|promotion|flash sale"),
    ("thanks", r"cam on|ket thuc|hau mai|cham soc sau(?: ban)?|thanks?|thank you|aftercare|tam biet|closing chat"),
    ("refusal", r"tu choi|refusal|het hang|out of stock"),
    ("advice", r"tu van|hoi san pham|san pham|size|advice|consult\w*|gioi thieu"),
)
_LEAD = r"(?:(?:giai doan|buoc|kich ban|mau cau|nhom|stage|step)\s*\d*\s*[:.\-–]?\s*|\d+\s*[.):-]\s*)*"
_PATTERNS = tuple((key, re.compile(rf"{_LEAD}(?:{words})\b")) for key, words in _STAGES)


@dataclass(frozen=True)
class Script:
    """One script row. `stage` is the sheet's own word for it; `marketplace` None means every one, not said, or `several` named."""

    text: str
    code: str = ""
    stage: str = ""
    situation: str = ""
    product: str = ""
    marketplace: Marketplace | None = None
    several: tuple[Marketplace, ...] = ()
    links: tuple[str, ...] = ()
    note: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    cell: str = ""

    def holds_on(self, marketplace: Marketplace) -> bool:
        """Tell whether it is meant for a marketplace."""
        return self.marketplace in (None, marketplace) and (not self.several or marketplace in self.several)

    @property
    def stage_key(self) -> str | None:
        """Return the known stage its words stand for."""
        return stage_key(self.stage)


def stage_key(words: str) -> str | None:
    """Return the stage (`returns`, `payment`…) a title or cell names at its beginning; None when it names none."""
    plain = fold(words)
    return next((key for key, pattern in _PATTERNS if pattern.match(plain)), None)
