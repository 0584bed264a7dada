"""What people write in the demo: notes, complaints, reviews, replies. All of it invented."""

from __future__ import annotations

SHIFT_NOTES = (
    "Kho báo hết phân loại size M, đã nhắn khách chờ đến chiều.",
    "Mạng chập chờn khoảng 20 phút đầu ca.",
    "Khách hỏi nhiều về phí vận chuyển ra đảo, cần thêm kịch bản.",
    "Sàn bảo trì khung chat 15 phút, một số tin đến trễ.",
    "Livestream lúc 20h kéo theo nhiều câu hỏi về mã giảm giá.",
    "Đã bàn giao 2 đơn đổi màu cho ca sau.",
    "Đông khách hơn mọi hôm, có nhờ thêm một bạn hỗ trợ.",
    "Bưu cục giao chậm khu vực miền Trung, khách giục nhiều.",
)
