"""What the columns of a script sheet are called."""

from __future__ import annotations

from core.catalog.header import Aliases

KEYS = frozenset({"text"})
ALIASES: Aliases = {
    "text": (
        "Nội dung kịch bản", "Nội dung trả lời", "Câu trả lời mẫu", "Câu trả lời", "Mẫu trả lời", "Trả lời", "Nội dung tin nhắn",
        "Mẫu tin nhắn", "Nội dung phản hồi", "Nội dung mẫu", "Câu mẫu", "Mẫu câu", "Lời thoại", "Nội dung", "Tin nhắn", "Phản hồi",
        "Kịch bản", "Mẫu", "Answer", "Reply", "Response", "Message", "Text", "Content", "Template", "Script",
    ),
    "situation": (
        "Tình huống", "Trường hợp", "Câu hỏi", "Câu hỏi của khách", "Câu hỏi khách hàng", "Khách hỏi", "Tiêu đề", "Tên kịch bản",
        "Vấn đề", "Mục đích", "Ngữ cảnh", "Nội dung khách hỏi", "Khi nào dùng", "Situation", "Case", "Question", "Title",
        "Scenario", "When", "Tên", "Name", "Kịch bản", "Nội dung",
    ),
    "code": ("Mã", "Mã kịch bản", "Mã KB", "Mã câu", "Mã mẫu", "Phím tắt", "Code", "Script code", "ID", "Shortcut", "Key"),
    "stage": (
        "Giai đoạn", "Bước", "Nhóm", "Nhóm kịch bản", "Nhóm tình huống", "Loại", "Loại kịch bản", "Danh mục", "Chủ đề", "Phân loại",
        "Công đoạn", "Stage", "Category", "Group", "Step", "Type", "Topic",
    ),
    "product": ("Sản phẩm", "Tên sản phẩm", "SP", "Dòng sản phẩm", "Ngành hàng", "Sản phẩm áp dụng", "Product", "Products", "Item"),
    "marketplace": ("Sàn", "Sàn TMĐT", "Sàn áp dụng", "Kênh", "Kênh bán", "Nền tảng", "Marketplace", "Platform", "Channel"),
    "links": (
        "Link", "Links", "Liên kết", "Đường dẫn", "Hình ảnh", "Ảnh", "Link ảnh", "Link hình", "Link hình ảnh", "Hình ảnh minh họa",
        "Ảnh minh họa", "Link drive", "Drive", "Tài liệu", "URL", "Image", "Images", "Picture", "Pictures", "Attachment",
    ),
    "note": ("Ghi chú", "Ghi chú thêm", "Lưu ý", "Chú ý", "Chú thích", "Note", "Notes", "Remark", "Remarks", "Comment"),
    "number": ("STT", "TT", "No", "No.", "#", "Số thứ tự", "Số TT"),
}  # fmt: skip
