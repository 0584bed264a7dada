"""Short forms and other words that agents type and sheets use, in folded spelling."""

from __future__ import annotations

SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "sp": ("san pham",),
    "ko": ("khong",),
    "k": ("khong",),
    "kg": ("khong",),
    "khg": ("khong",),
    "hok": ("khong",),
    "kh": ("khach hang", "khach"),
    "dh": ("don hang",),
    "vc": ("van chuyen", "voucher"),
    "gh": ("giao hang",),
    "bh": ("bao hanh",),
    "dt": ("doi tra", "dien thoai"),
    "sdt": ("so dien thoai",),
    "tt": ("thanh toan",),
    "ck": ("chuyen khoan",),
    "mgg": ("ma giam gia",),
    "dc": ("duoc", "dia chi"),
    "dk": ("dieu kien", "duoc"),
    "hd": ("huong dan", "hoa don", "han dung"),
    "hdsd": ("huong dan su dung",),
    "hsd": ("han su dung",),
    "sl": ("so luong",),
    "tg": ("thoi gian",),
    "ntn": ("nhu the nao",),
    "bn": ("bao nhieu",),
    "bnhieu": ("bao nhieu",),
    "nv": ("nhan vien",),
    "cskh": ("cham soc khach hang",),
    "dg": ("danh gia",),
    "fb": ("facebook",),
    "ib": ("inbox", "nhan tin"),
    "fs": ("freeship", "flash sale"),
    "km": ("khuyen mai",),
    "lh": ("lien he",),
    "sz": ("size",),
    "qc": ("quang cao", "quy cach"),
    "vs": ("voi",),
    "j": ("gi",),
    "cod": ("thu ho", "thanh toan khi nhan hang"),
}
"""Short form → what it stands for; several meanings are all looked for."""

ALIKE: tuple[tuple[str, ...], ...] = (
    ("ship", "giao hang", "van chuyen"),
    ("freeship", "mien phi van chuyen", "mien phi ship"),
    ("size", "kich thuoc", "kich co"),
    ("voucher", "ma giam gia", "coupon"),
    ("cashback", "hoan xu"),
    ("feedback", "danh gia"),
    ("refund", "hoan tien"),
    ("huy don", "cancel"),
    ("khuyen mai", "uu dai"),
    ("hong", "loi", "be vo", "hu"),
    ("gui nham", "gui sai", "giao sai", "giao nham"),
    ("tre", "cham", "lau"),
)
"""Words that mean the same; the word that was typed counts a little more than its neighbours."""


def expansions(term: str) -> tuple[tuple[str, ...], ...]:
    """Return the other ways to say a folded word or pair of words, each as its words."""
    meant = SHORT_FORMS.get(term, ())
    around = {term, *meant}
    alike = tuple(word for group in ALIKE if around & set(group) for word in group)
    return tuple(tuple(said.split()) for said in dict.fromkeys((*meant, *alike)) if said != term)
