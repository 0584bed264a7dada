"""Which of the team's scripts answer a case: by words anybody can read, no guessing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.base.text import fold, same_tones
from core.cases.category import Category
from core.catalog.queries.scripts import FoundScript, ScriptWanted, find_scripts, stage_of
from core.people.shop import Marketplace
from core.people.user import User

ANSWER_WORDS: Final[dict[Category, tuple[str, ...]]] = {
    Category.NOT_RECEIVED: ("chưa nhận được hàng", "chưa nhận được", "chưa nhận hàng", "bao giờ nhận", "không liên lạc được", "thất lạc"),
    Category.MISSING_ITEMS: ("thiếu hàng", "giao thiếu", "gửi thiếu", "thiếu"),
    Category.WRONG_ITEM: ("gửi sai", "giao sai", "sai hàng", "sai màu", "sai size", "gửi nhầm", "nhầm màu", "nhầm"),
    Category.DAMAGED: ("bể vỡ", "hàng vỡ", "bị vỡ", "vỡ", "bể", "móp"),
    Category.FAULTY: ("không hoạt động", "không lên nguồn", "hàng lỗi", "bị lỗi", "hỏng"),
    Category.NOT_AS_DESCRIBED: ("khác mô tả", "không đúng mô tả", "không giống hình", "khác hình"),
    Category.USED: ("đã qua sử dụng", "đã sử dụng", "hàng cũ"),
    Category.COUNTERFEIT: ("hàng giả", "hàng nhái", "giả", "hàng thật"),
    Category.EMPTY_PARCEL: ("thùng rỗng", "hộp rỗng", "hộp không"),
    Category.EXPIRED: ("hết hạn sử dụng", "hạn sử dụng", "cận date", "quá date"),
    Category.CHANGED_MIND: ("không còn nhu cầu", "đổi ý", "trả hàng"),
    Category.LATE_DELIVERY: ("giao chậm", "giao trễ", "giao muộn", "đến trễ"),
    Category.ATTITUDE: ("thái độ", "bức xúc", "khó chịu"),
    Category.VOUCHER: ("mã báo lỗi", "mã giảm", "voucher", "khuyến mại", "khuyến mãi"),
    Category.WARRANTY: ("bảo hành",),
    Category.CANCELLATION: ("huỷ đơn", "hủy đơn"),
    Category.OTHER: (),
}
"""The words by which a script is known to answer a category: in its situation first, then its note, then its text."""
HOME_STAGE: Final[dict[Category, str]] = {
    Category.NOT_RECEIVED: "delivery", Category.LATE_DELIVERY: "delivery", Category.WARRANTY: "warranty", Category.FAULTY: "warranty",
    Category.CHANGED_MIND: "returns", Category.WRONG_ITEM: "returns", Category.VOUCHER: "closing",
}  # fmt: skip
NOT_FOR_COMPLAINTS: Final = frozenset({"greeting", "advice", "payment", "review", "congratulation", "promotion", "thanks"})
MOST: Final = 12
_STARS: Final = re.compile(r"\b([1-5])(?:\s*(?:-|–|đến)\s*([1-5]))?\s*(?:sao|★|\*)")


@dataclass(frozen=True)
class About:
    """What an answer is wanted for: a complaint's category, or a review's stars; the customer's words, the product, the marketplace."""

    category: Category | None
    stars: int | None
    marketplace: Marketplace
    words: str = ""


@dataclass(frozen=True)
class Prepared:
    """An answer to choose: what it is called, its text with gaps; `item` is the key its copies are counted by, "" for none."""

    title: str
    text: str
    item: str = ""


def as_prepared(found: FoundScript) -> Prepared:
    """Return a script as an answer to choose."""
    script = found.script
    title = " · ".join(part for part in (script.code, script.situation, script.product) if part) or script.text[:60]
    return Prepared(title, script.text, found.item)


def prepared_answers(session: Any, user: User, about: About, *, day: date) -> tuple[FoundScript, ...]:
    """Return the scripts that fit, best first, at most 12; `day` is the local date, for the counts of copies."""
    return best_answers(find_scripts(session, user, ScriptWanted(marketplace=about.marketplace), day=day).found, about)


def best_answers(scripts: Iterable[FoundScript], about: About) -> tuple[FoundScript, ...]:
    """Return the scripts that fit, best first, equals in the order of the sheet."""
    said = fold(about.words)
    scored = [(score, one) for one in scripts if (score := fitness(one, about, said)) > 0]
    return tuple(one for _, one in sorted(scored, key=lambda pair: -pair[0])[:MOST])


def fitness(found: FoundScript, about: About, said: str) -> int:
    """Return how well a script fits, 0 when it does not; `said` is the customer's words, folded."""
    script, stage = found.script, stage_of(found.script)
    if about.category is None:
        score = _for_stars(script.situation, script.text, about.stars or 0) if stage == "review" else 0
    elif stage in NOT_FOR_COMPLAINTS:
        return 0
    else:
        words, home = ANSWER_WORDS[about.category], stage in ("complaint", HOME_STAGE.get(about.category))
        places = ((script.situation, 8), (script.note, 6), (script.text if home else "", 3))
        score = next((points for text, points in places if _holds(text, words)), 0)
        score = score + home if score else 2 if stage == "complaint" else 0  # the general ones of the complaints come last
    if not score or not script.product:
        return score
    return score + 2 if fold(script.product) in said else max(1, score - 1)


def _for_stars(situation: str, text: str, stars: int) -> int:
    if found := _STARS.search(situation.casefold()):
        low, high = int(found[1]), int(found[2] or found[1])
        return 6 if low <= stars <= high else 0 if abs(stars - low) > 1 else 1
    return 2 if ("xin lỗi" in text.casefold()) is (stars <= 3) else 1


def _holds(text: str, words: Sequence[str]) -> bool:
    plain = same_tones(text).casefold()
    return any(re.search(rf"(?<!\w){re.escape(same_tones(word))}(?!\w)", plain) for word in words)
