"""The demo team's people: invented names of the common Vietnamese kind."""

from __future__ import annotations

from dataclasses import dataclass

from core.base.text import fold
from core.people.user import Role


@dataclass(frozen=True)
class Person:
    """Somebody of the demo team."""

    name: str
    display: str
    role: Role


FIRST_AGENTS = (
    Person("lan", "Nguyễn Thị Lan", Role.AGENT),
    Person("tuan", "Phạm Hữu Tuấn", Role.AGENT),
    Person("ngoc", "Đỗ Bích Ngọc", Role.AGENT),
    Person("huy", "Vũ Gia Huy", Role.AGENT),
    Person("trang", "Hoàng Diệu Trang", Role.AGENT),
    Person("khoi", "Bùi Đăng Khôi", Role.AGENT),
)
MANAGER = Person("minh", "Trần Quốc Minh", Role.MANAGER)
OWNER = Person("hoa", "Lê Thị Hoa", Role.OWNER)

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
WOMEN = (
    ("Thị", "Ngọc", "Thanh", "Thu", "Minh", "Phương", "Bảo", "Khánh", "Diệu"),
    ("Anh", "Chi", "Dung", "Hà", "Hạnh", "Hiền", "Hương", "Linh", "Ly", "Mai", "My", "Nga", "Nhi", "Nhung", "Oanh", "Phượng", "Quyên",
     "Quỳnh", "Thảo", "Thư", "Thủy", "Trâm", "Trinh", "Tuyết", "Uyên", "Vân", "Vy", "Yến"),
)  # fmt: skip
MEN = (
    ("Văn", "Đức", "Quang", "Gia", "Hữu", "Nhật", "Tuấn", "Xuân", "Thành"),
    ("An", "Bách", "Bảo", "Cường", "Đạt", "Dũng", "Duy", "Hải", "Hiếu", "Hưng", "Khang", "Khánh", "Kiên", "Lâm", "Long", "Lộc", "Nam",
     "Nghĩa", "Phát", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Thắng", "Thịnh", "Tiến", "Trung", "Việt", "Vinh"),
)  # fmt: skip


def make_agents(count: int) -> list[Person]:
    """Return `count` agents, Lan first; the same people for the same count, user names unique."""
    agents = list(FIRST_AGENTS[:count])
    taken = {person.name for person in (*FIRST_AGENTS, MANAGER, OWNER)}
    for number in range(count - len(agents)):
        middles, givens = (WOMEN, MEN)[number % 3 == 2]  # care teams have about two women to a man
        surname = SURNAMES[(number * 7 + number // 16) % len(SURNAMES)]
        middle = middles[(number * 5 + number // 9) % len(middles)]
        given = givens[(number * 11 + number // len(givens)) % len(givens)]
        name = fold(given)
        if name in taken:
            name = fold(given) + fold(surname)[0] + fold(middle)[0]
        short, again = name, 2
        while name in taken:
            name, again = f"{short}{again}", again + 1
        taken.add(name)
        agents.append(Person(name, f"{surname} {middle} {given}", Role.AGENT))
    return agents
