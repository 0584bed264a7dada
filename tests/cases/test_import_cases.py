"""Complaints and reviews from a CSV: every row accounted for, twice the same, all or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.cases.actions.complaints import note_complaint
from core.cases.category import Category
from core.cases.complaint import Complaint, ComplaintState, Resolution, Severity, WaitingFor
from core.cases.event import Step
from core.cases.importing import COMPLAINT_COLUMNS, REVIEW_COLUMNS, looks_like
from core.cases.inputs import CaseNote
from core.cases.queries.complaints import complaint_timeline, list_complaints
from core.cases.queries.reviews import list_reviews, review_timeline
from core.cases.queries.scope import CaseFilter
from core.cases.review import Review, ReviewState
from core.command.import_cases import import_complaints, import_reviews
from core.people.user import SYSTEM
from tests.cases.acts import act, ask, changes, complain
from tests.cases.moments import at
from tests.conftest import SHARED, Cast

NOW = at("2026-09-30 12:00")
COMPLAINT_HEADER = ",".join(COMPLAINT_COLUMNS)
REVIEW_HEADER = ",".join(REVIEW_COLUMNS)
SOLVED = "A,240901AAAA01,hoa92,Hàng bể vỡ,high,2026-09-01 22:00,lan,2026-09-01 22:10,2026-09-02T02:30:00Z,resolved,hoàn tiền,120000,Ly vỡ"
OPEN = "A,240901AAAA02,,late_delivery,normal,2026-09-01T23:30:00+07:00,,,,new,,,"
WAITING = "b,240901AAAA03,,khác,low,2026-09-02 09:00,DUC,2026-09-02 09:05,,chờ sàn,,,"
REPLIED = "A,240901AAAA01,Son lì 01,1,Màu khác,2026-09-01 20:00,lan,2026-09-02 20:00,replied"
NEW = "B,,Bình nước,5,,2026-09-02 08:00,,,"


def csv(header: str, *rows: str) -> bytes:
    return "\n".join((header, *rows)).encode()


def bring(database: Database, *rows: str, header: str = COMPLAINT_HEADER, **named: Any) -> dict[str, Any]:
    load = import_reviews if "stars" in header else import_complaints
    return load(database, csv(header, *rows), **({"user": SYSTEM, "now": NOW} | named))


def counts(document: dict[str, Any]) -> tuple[int, ...]:
    """Return read, added, updated, unchanged, skipped, number of problems."""
    return (*(document[key] for key in ("read", "added", "updated", "unchanged", "skipped")), len(document["problems"]))


def whys(document: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(problem["row"], problem["value"], problem["why"]) for problem in document["problems"]]


def complaints(database: Database) -> dict[str, Complaint]:
    return {line.order_no: line for line in ask(database, list_complaints, SYSTEM, CaseFilter()).lines}


def reviews(database: Database) -> dict[str, Review]:
    return {line.product: line for line in ask(database, list_reviews, SYSTEM, CaseFilter()).lines}


def test_complaints_come_in_with_their_deadlines(database: Database, cast: Cast) -> None:
    done = bring(database, SOLVED, OPEN, WAITING)
    assert done == {"kind": "complaints", "read": 3, "added": 3, "updated": 0, "unchanged": 0, "skipped": 0, "problems": []}
    found = complaints(database)
    solved, new, waiting = (found[f"240901AAAA0{n}"] for n in (1, 2, 3))
    assert (solved.shop_id, solved.category, solved.severity, solved.state) == (
        cast.shop_a.id, Category.DAMAGED, Severity.HIGH, ComplaintState.RESOLVED,
    )  # fmt: skip
    assert (solved.opened_at, solved.resolve_due, solved.resolved_at) == (
        at("2026-09-01 22:00"), at("2026-09-02 10:00"), at("2026-09-02 09:30"),
    )  # fmt: skip
    assert (solved.resolution, solved.cost_vnd, solved.customer, solved.description) == (Resolution.REFUND, 120_000, "hoa92", "Ly vỡ")
    assert {person and person.id for person in (solved.owner, solved.resolved_by)} == {cast.lan.id}
    assert (new.opened_at, new.resolve_due, new.owner, new.cost_vnd) == (at("2026-09-01 23:30"), at("2026-09-02 23:30"), None, None)
    assert (waiting.shop_id, waiting.state, waiting.waiting_for, waiting.waiting_since) == (
        cast.shop_b.id, ComplaintState.WAITING, WaitingFor.MARKETPLACE, at("2026-09-02 09:05"),
    )  # fmt: skip
    events = ask(database, complaint_timeline, SYSTEM, solved.id)
    assert [(event.step, event.at) for event in events] == [
        (Step.OPENED, at("2026-09-01 22:00")), (Step.ANSWERED, at("2026-09-01 22:10")), (Step.RESOLVED, at("2026-09-02 09:30")),
    ]  # fmt: skip


def test_the_same_file_again_adds_nothing(database: Database, cast: Cast) -> None:
    bring(database, SOLVED, OPEN, WAITING)
    kept, before = complaints(database), changes(database)
    assert counts(bring(database, SOLVED, OPEN, WAITING)) == (3, 0, 0, 3, 0, 0)
    assert (complaints(database), changes(database)) == (kept, before)


def test_a_newer_file_updates_what_only_imports_have_touched(database: Database, cast: Cast) -> None:
    bring(database, SOLVED, OPEN)
    later = OPEN.replace(",normal,", ",high,").replace(",,,,new,,,", ",duc,2026-09-02 08:00,2026-09-02 08:30,resolved,voucher,50k,Đã giao")
    assert counts(bring(database, SOLVED, later)) == (2, 0, 1, 1, 0, 0)
    case = complaints(database)["240901AAAA02"]
    assert (case.state, case.resolve_due, case.version) == (ComplaintState.RESOLVED, at("2026-09-02 11:30"), 2)
    assert case.resolved_by is not None
    assert case.resolved_by.id == cast.stranger.id
    assert [line.id for line in ask(database, list_complaints, SYSTEM, CaseFilter(search="da giao")).lines] == [case.id]


def test_work_done_here_is_never_overwritten_by_a_file(database: Database, cast: Cast) -> None:
    bring(database, SOLVED, OPEN)
    case = complaints(database)["240901AAAA02"]
    act(database, note_complaint, cast.lan, CaseNote(case.id, case.version, "Đã gọi bưu cục"), NOW)
    assert counts(bring(database, OPEN)) == (1, 0, 0, 1, 0, 0)
    assert counts(bring(database, OPEN.replace(",normal,", ",high,"))) == (1, 0, 0, 0, 1, 0)
    assert complaints(database)["240901AAAA02"].severity is Severity.NORMAL
    assert [one.step for one in ask(database, complaint_timeline, SYSTEM, case.id)] == [Step.OPENED, Step.NOTED]


def test_a_complaint_logged_here_is_not_doubled_by_a_file(database: Database, cast: Cast) -> None:
    complain(database, cast, order_no="HERE1", now=at("2026-09-07 14:00"))
    row = "A,#here1,,damaged,normal,2026-09-07 14:00,lan,,,new,,,"
    assert counts(bring(database, row)) == (1, 0, 0, 1, 0, 0)


def test_columns_the_file_does_not_have_change_nothing(database: Database, cast: Cast) -> None:
    bring(database, SOLVED)
    short = "A,240901AAAA01,damaged,2026-09-01 22:00,Ly vỡ và nắp nứt"
    assert counts(bring(database, short, header="shop,order_no,category,opened_at,description")) == (1, 0, 1, 0, 0, 0)
    case = complaints(database)["240901AAAA01"]
    assert (case.description, case.severity, case.state, case.cost_vnd) == (
        "Ly vỡ và nắp nứt", Severity.HIGH, ComplaintState.RESOLVED, 120_000,
    )  # fmt: skip
    assert case.resolve_due == at("2026-09-02 10:00")


def test_rows_with_problems_are_listed_and_the_rest_goes_in(database: Database, cast: Cast) -> None:
    done = bring(
        database,
        SOLVED,
        "C,,,mèo,gấp,hôm qua,nam,,,xong,,nhiều,",
        "A,0912345678,,khác,,2026-10-01 08:00,,,,,,,",
        "A,4.17469E+13,,khác,,2026-09-01,,,,,,,",
        "A,X1,,khác,,2026-09-02 09:00,,2026-09-02 08:59,,,,,",
        "A,X2,,khác,,2026-09-02 09:00,,,,resolved,,,",
        "A,X3,,khác,,2026-09-02 09:00,,,2026-09-02 10:00,new,,,",
        "A,X4,,khác,,2026-09-02 09:00,,,,,,,,thừa,cột",
        "A,X5,0912 345 678,khác,,1999-09-02 09:00,,,,,,,",
        ",X6,,khác,,2026-09-02 09:00,,,,,,,",
        OPEN,
    )
    assert counts(done) == (11, 2, 0, 0, 9, 18)
    assert whys(done) == [
        (3, "C", "There is no shop “C”. Add the shop first, or correct its code."),
        (3, "", "The order number is needed."),
        (3, "nam", "There is no user “nam”. Add the account first, or leave the agent blank."),
        (3, "mèo", "“mèo” is no category of complaints. Use its key or its Vietnamese name."),
        (3, "gấp", "“gấp” is no severity. Use low, normal or high."),
        (3, "hôm qua", "“hôm qua” in opened_at is not a date with a time. Write it like 2026-09-01 08:05."),
        (3, "xong", "“xong” is no status of a complaint. Use new, in_progress, waiting, resolved or rejected."),
        (3, "nhiều", "“nhiều” is not an amount. Type it like 1.250.000, 1250k or 1,25tr."),
        (4, "0912345678", "“0912345678” looks like a phone number. Use the order number; phone numbers are not kept."),
        (4, "2026-10-01 08:00", "2026-10-01 08:00 is in the future. Check the column opened_at."),
        (5, "4.17469E+13", "“4.17469E+13” was shortened by a spreadsheet and cannot be read back. Copy the order number again as text."),
        (5, "2026-09-01", "“2026-09-01” in opened_at is not a date with a time. Write it like 2026-09-01 08:05."),
        (6, "2026-09-02 08:59", "2026-09-02 08:59 in first_answer_at is before opened_at. Check both columns."),
        (7, "resolved", "The status is “resolved” but resolved_at is blank. Fill in when it was resolved."),
        (8, "new", "resolved_at is filled in but the status is “new”. Make one of them right."),
        (9, "15", "This row has 15 cells, the first line has 13. Put text that holds a comma into quotation marks."),
        (10, "1999-09-02 09:00", "1999-09-02 09:00 is before the year 2000. Check the column opened_at."),
        (11, "", "The column shop is blank. Fill it in."),
    ]
    assert set(complaints(database)) == {"240901AAAA01", "240901AAAA02"}


def test_strict_refuses_the_file_and_names_each_line(database: Database, cast: Cast) -> None:
    before = changes(database)
    with pytest.raises(InvalidInput) as refused:
        bring(database, SOLVED, "C,X1,,khác,,2026-09-02 09:00,,,,,,,", strict=True)
    assert str(refused.value) == "Line 3: There is no shop “C”. Add the shop first, or correct its code."
    assert (complaints(database), changes(database)) == ({}, before)


def test_a_dry_run_counts_and_writes_nothing(database: Database, cast: Cast) -> None:
    before = changes(database)
    assert counts(bring(database, SOLVED, OPEN, dry_run=True)) == (2, 2, 0, 0, 0, 0)
    assert (complaints(database), changes(database)) == ({}, before)


def test_the_same_complaint_twice_in_a_file(database: Database, cast: Cast) -> None:
    done = bring(database, SOLVED, SOLVED, SOLVED.replace("120000", "130000"))
    assert counts(done) == (3, 1, 0, 0, 2, 1)
    assert whys(done) == [(4, "240901AAAA01", "Line 2 already says something else of the same case. Keep one of the two.")]
    assert complaints(database)["240901AAAA01"].cost_vnd == 120_000


def test_an_unknown_resolution_is_kept_in_its_own_words_and_a_phone_number_is_not(database: Database, cast: Cast) -> None:
    bring(database, SOLVED.replace("hoàn tiền", "Tặng thêm ly").replace("hoa92", "0912 345 678"))
    case = complaints(database)["240901AAAA01"]
    assert (case.resolution, case.resolution_note, case.customer) == (Resolution.OTHER, "Tặng thêm ly", "•••678")


def test_repeats_are_linked_whatever_the_order_of_the_rows(database: Database, cast: Cast) -> None:
    day = timedelta(days=1)
    start = at("2026-09-01 10:00")
    moments = [start + 14 * day + timedelta(hours=1), start, start + 7 * day, start + 6 * day]
    bring(database, *(f"A,R1,,khác,,{moment.isoformat()},,,,,,," for moment in moments[:2]))
    bring(database, *(f"A,R1,,khác,,{moment.isoformat()},,,,,,," for moment in moments[2:]))
    lines = ask(database, list_complaints, SYSTEM, CaseFilter()).lines
    by_moment = {line.opened_at: line for line in lines}
    links = [by_moment[moment].repeat_of for moment in sorted(moments)]
    ids = [by_moment[moment].id for moment in sorted(moments)]
    assert links == [None, ids[0], ids[1], None]  # 6 d after the first, 1 d after that, then 7 d 1 h later


def test_the_shop_of_the_whole_file(database: Database, cast: Cast) -> None:
    row, header = "X1,khác,2026-09-02 09:00", "order_no,category,opened_at"
    with pytest.raises(InvalidInput, match="The file has no column “shop”"):
        bring(database, row, header=header)
    bring(database, row, header=header, shop="b")
    assert complaints(database)["X1"].shop_id == cast.shop_b.id


def test_reviews_come_in_once(database: Database, cast: Cast) -> None:
    done = bring(database, REPLIED, NEW, header=REVIEW_HEADER)
    assert done == {"kind": "reviews", "read": 2, "added": 2, "updated": 0, "unchanged": 0, "skipped": 0, "problems": []}
    found = reviews(database)
    one, five = found["Son lì 01"], found["Bình nước"]
    assert (one.stars, one.state, one.first_reply_at, one.text) == (1, ReviewState.REPLIED, at("2026-09-02 20:00"), "Màu khác")
    assert {person and person.id for person in (one.owner, one.replied_by)} == {cast.lan.id}
    assert (five.stars, five.state, five.order_no, five.owner) == (5, ReviewState.NEW, "", None)
    assert counts(bring(database, REPLIED, NEW, header=REVIEW_HEADER)) == (2, 0, 0, 2, 0, 0)
    answered = NEW.replace("08:00,,,", "08:00,duc,2026-09-02 09:00,closed")
    assert counts(bring(database, answered, header=REVIEW_HEADER)) == (1, 0, 1, 0, 0, 0)
    assert reviews(database)["Bình nước"].state is ReviewState.CLOSED
    assert [event.step for event in ask(database, review_timeline, SYSTEM, one.id)] == [Step.OPENED, Step.REPLIED]


def test_review_rows_with_problems(database: Database, cast: Cast) -> None:
    done = bring(
        database,
        "A,,P1,6,,2026-09-02 08:00,,,",
        "A,,P2,,,2026-09-02 08:00,,,",
        "A,,P3,1,,2026-09-02 08:00,,,replied",
        "A,,P4,1,,2026-09-02 08:00,,2026-09-02 09:00,new",
        "A,,P5,1,,2026-09-02 08:00,,2026-09-02 07:00,replied",
        "A,,P6,1,,2026-09-02 08:00,,,lost",
        "A,,P7,4.0,,2026-09-02 08:00,,,",
        header=REVIEW_HEADER,
    )
    assert counts(done) == (7, 1, 0, 0, 6, 6)
    assert whys(done) == [
        (2, "6", "“6” is no number of stars. Use 1 to 5."),
        (3, "", "The column stars is blank. Fill it in."),
        (4, "replied", "The status is “replied” but first_reply_at is blank. Fill in when it was replied to."),
        (5, "new", "first_reply_at is filled in but the status is “new”. Make one of them right."),
        (6, "2026-09-02 07:00", "2026-09-02 07:00 in first_reply_at is before posted_at. Check both columns."),
        (7, "lost", "“lost” is no status of a review. Use new, contacted, replied or closed."),
    ]


def test_only_those_who_may_import_do(database: Database, cast: Cast) -> None:
    for person in (cast.lan, cast.stranger):
        with pytest.raises(Refused):
            bring(database, SOLVED, user=person)
    for person in (cast.minh, cast.hoa):
        assert bring(database, SOLVED, user=person)["read"] == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"PK\x03\x04zip", b"\xff\xfe\x00", b"a,b\n1,2", b'shop,order_no,category,opened_at\nA,"X1,khac,2026-09-02 09:00'],
)
def test_a_broken_file_is_refused_whole(database: Database, cast: Cast, data: bytes) -> None:
    with pytest.raises(InvalidInput):
        import_complaints(database, data, user=SYSTEM, now=NOW)
    assert complaints(database) == {}


def test_an_interrupted_import_leaves_nothing(database: Database, cast: Cast) -> None:
    def pull_the_plug(*_: Any) -> None:
        raise KeyboardInterrupt

    rows = [f"A,N{number},,khác,,2026-09-02 09:00,,,,,,," for number in range(50)]
    event.listen(database.writer, "commit", pull_the_plug)
    try:
        with pytest.raises(KeyboardInterrupt):
            bring(database, *rows)
    finally:
        event.remove(database.writer, "commit", pull_the_plug)
    assert complaints(database) == {}
    with database.read() as session:
        assert [entry.action for entry in entries(session) if "import" in entry.action] == []
    assert counts(bring(database, *rows)) == (50, 50, 0, 0, 0, 0)


def test_real_reviews_stay_what_they_are(sqlite_database: Database) -> None:
    from tests.conftest import hire

    sample = SHARED / "samples" / "reviews_mit" / "shopee_lipstick_reviews_sample.csv"
    if not sample.exists():
        pytest.skip("the sample of real reviews is not here")
    import csv as csv_module
    import io

    hire(sqlite_database)
    real = list(csv_module.DictReader(io.StringIO(sample.read_text(encoding="utf-8-sig"))))
    out = io.StringIO()
    writer = csv_module.writer(out)
    writer.writerow(REVIEW_COLUMNS)
    for number, row in enumerate(real):
        writer.writerow(["A", "", f"{row['Version']} {number}", row["Rating"], row["Review"], row["Date"], "", "", "new"])
    done = import_reviews(sqlite_database, out.getvalue().encode(), user=SYSTEM, now=NOW)
    assert (done["read"], done["added"], done["problems"]) == (68, 68, [])
    with sqlite_database.read() as session:
        kept = session.connection().execute(text("SELECT text FROM review ORDER BY id")).scalars().all()
    assert [" ".join(one.split()) for one in kept] == [" ".join(row["Review"].split()) for row in real]


def test_which_file_a_header_belongs_to() -> None:
    assert looks_like(COMPLAINT_COLUMNS) == "complaints"
    assert looks_like(REVIEW_COLUMNS) == "reviews"
    assert looks_like(("business_date", "agent", "shop")) is None
