"""What customers write in the demo's reviews, and what the shop answers. All of it invented."""

from __future__ import annotations

PRAISE: dict[str, tuple[str, ...]] = {
    "serum B5": (
        "Thấm nhanh, không dính, dùng hai tuần thấy da đỡ khô hẳn.",
        "Mình hay mẩn đỏ, thoa tối sáng dậy dịu hơn nhiều.",
        "Chai thứ ba rồi, lần nào hạn dùng cũng còn xa.",
    ),
    "kem chống nắng": (
        "Không bị mốc nền, da dầu như mình dùng cả ngày vẫn ổn.",
        "Nâng tông vừa phải, không cay mắt, đi biển về không cháy nắng.",
    ),
    "combo 2 son kem": (
        "Lên màu chuẩn như ảnh, ăn cơm xong vẫn còn lòng môi.",
        "Hai màu đều dễ dùng, chất son nhẹ môi, túi đựng xinh.",
    ),
    "nước tẩy trang": (
        "Mùi dịu, tẩy sạch lớp nền mà không rát mắt.",
        "Chai to dùng được hơn hai tháng, da không khô căng.",
    ),
    "hộp mặt nạ rau má": (
        "Nhiều dưỡng chất, đắp xong da mát lắm.",
        "Miếng mỏng ôm mặt, đi nắng về đắp rất dễ chịu.",
    ),
    "sữa rửa mặt trà xanh": (
        "Bọt mịn, rửa xong sạch mà không khô.",
        "Mùi trà thơm nhẹ, hai chị em dùng chung.",
    ),
    "phấn phủ": (
        "Kiềm dầu tốt, tới chiều mới bóng nhẹ vùng chữ T.",
        "Hạt mịn, không bị bột trắng, bông phấn mềm.",
    ),
    "dầu gội bưởi": (
        "Thơm mùi vỏ bưởi, gội một tháng thấy tóc rụng ít hơn.",
        "Gội xong tóc mềm, không cần dầu xả.",
    ),
    "nồi chiên không dầu": (
        "Chạy êm, chiên khoai giòn mà không cần dầu. Hộp đóng rất kỹ.",
        "Lòng nồi rộng, nướng vừa con gà, rửa nhanh.",
        "Phím cảm ứng nhạy, mẹ mình lớn tuổi vẫn dùng được.",
    ),
    "bộ hộp thủy tinh": (
        "Dày dặn, nắp khít, cho vào lò vi sóng tiện.",
        "Đem cơm đi làm không đổ nước canh, rất thích.",
    ),
    "chảo vân đá 28cm": (
        "Rán trứng không dính chút nào, đáy bắt từ tốt.",
        "Chảo nặng tay, nóng đều, cán cầm chắc.",
    ),
    "bình giữ nhiệt": (
        "Đổ nước sáng tới chiều vẫn còn ấm, đáng tiền.",
        "Đá để qua đêm chưa tan hết, có ống hút tiện lái xe.",
    ),
    "kệ gia vị": (
        "Lắp chưa tới 10 phút, gọn hẳn góc bếp.",
        "Thép chắc, để cả chai nước mắm 1 lít không võng.",
    ),
    "bộ ga gối": (
        "Vải mềm, giặt không xù, đúng kích thước giường 1m8.",
        "Màu kẻ sọc trang nhã, nằm mát.",
    ),
    "đèn ngủ hình mây": (
        "Ánh sáng dịu, bé nhà mình thích lắm.",
        "Chạm là sáng, sạc một lần dùng gần tuần.",
    ),
    "máy xay cầm tay": (
        "Xay cháo cho bé nhuyễn, rửa dễ.",
        "Nhỏ gọn mà khỏe, xay đá viên nhỏ vẫn được.",
    ),
    "áo khoác chống nắng": (
        "Áo mát, mũ che kín, đi xe máy giữa trưa không bị hấp hơi.",
        "Đường may chắc, có chỗ xỏ ngón che được mu bàn tay.",
    ),
    "váy linen": (
        "Lên dáng đẹp, vải mềm, có túi rất tiện.",
        "Mặc đi biển chụp ảnh ai cũng hỏi mua ở đâu.",
    ),
    "áo thun form rộng": (
        "Giặt máy mấy lần chưa xù, hình in còn nguyên.",
        "62 kg mặc vừa thoải mái, vải dày không lộ.",
    ),
    "quần ống rộng": (
        "Quần dài vừa, vải rũ, mặc đi làm lịch sự.",
        "Lưng cao tôn dáng, có túi trong để điện thoại.",
    ),
    "set áo và chân váy": (
        "Màu ngoài đẹp hơn ảnh, shop tư vấn size chuẩn.",
        "Tay phồng xinh, mặc dự tiệc nhẹ nhàng.",
    ),
    "túi tote vải bố": (
        "Vải dày, đựng laptop và sách vẫn đứng form.",
        "Khóa kéo trơn, quai không bị cấn vai.",
    ),
    "áo sơ mi lụa": (
        "Không cần ủi, mặc cả ngày vẫn phẳng.",
        "Lụa mát, cổ áo đứng, đi làm rất hợp.",
    ),
    "khăn choàng": (
        "Hoa in sắc nét, mép khăn may cuốn tỉ mỉ.",
        "Mua tặng mẹ, mẹ khen nhẹ và ấm cổ.",
    ),
}
"""By the name people use for the product."""
CLOSING = (
    "",
    "",
    "Shop tư vấn nhiệt tình.",
    "Giao nhanh, đóng gói cẩn thận.",
    "Sẽ ủng hộ shop tiếp.",
    "Đặt tối hôm trước, hôm sau có hàng.",
    "Cảm ơn bạn nhân viên trả lời tin nhắn lúc 23 giờ.",
    "Giá lúc có mã rất hợp lý.",
)
SO_SO = (
    "Hàng ổn, giao hơi lâu, 6 ngày mới tới.",
    "Dùng tạm được, không bằng lần mua trước.",
    "Chất lượng bình thường so với giá, hộp ngoài bị móp.",
    "Shop giao thiếu quà tặng, nhắn thì được gửi bù sau.",
    "Tạm ổn, mong shop đóng gói kỹ hơn.",
)
BAD: dict[str, tuple[str, ...]] = {
    "serum B5": (
        "Dùng ba hôm nổi mẩn hai bên má, phải ngưng. Mong shop tư vấn kỹ hơn trước khi bán.",
        "Chai bị rò, mất gần một phần ba.",
    ),
    "kem chống nắng": ("Thoa xong vón từng mảng, không hợp da khô mà shop vẫn tư vấn là dùng được.",),
    "combo 2 son kem": ("Đặt tông hồng khô mà giao hai cây đỏ đất, đổi lại mất cả tuần.",),
    "nước tẩy trang": ("Nắp không chặt, ướt hết hộp, còn hơn nửa chai.",),
    "hộp mặt nạ rau má": ("Hộp ghi 10 miếng mà đếm chỉ có 9.",),
    "sữa rửa mặt trà xanh": ("Tuýp bị bóp méo, tem niêm phong không còn.",),
    "phấn phủ": ("Phấn vỡ vụn, mở ra bay đầy bàn.",),
    "dầu gội bưởi": ("Gội xong ngứa da đầu, nhắn shop từ trưa tới tối mới trả lời.",),
    "nồi chiên không dầu": (
        "Dùng được bốn hôm thì không nóng nữa, nhắn bảo hành phải chờ.",
        "Hộp móp, lòng nồi trầy một đường dài.",
    ),
    "bộ hộp thủy tinh": ("Vỡ một cái, thủy tinh văng khắp thùng, rất nguy hiểm.",),
    "chảo vân đá 28cm": ("Mới một tháng đã dính, tróc lớp chống dính ở giữa.",),
    "bình giữ nhiệt": ("Giữ nóng được hai tiếng là nguội, không như mô tả.",),
    "kệ gia vị": ("Thiếu bốn con ốc, nhắn xin gửi bù mà chờ mãi.",),
    "bộ ga gối": ("Giặt lần đầu đã phai màu, loang sang đồ khác.",),
    "đèn ngủ hình mây": ("Sạc cả đêm mà sáng được một tiếng.",),
    "máy xay cầm tay": ("Chạy vài giây là nóng và có mùi khét.",),
    "áo khoác chống nắng": (
        "Khóa kéo hỏng ngay lần đầu mặc.",
        "Vải dày nóng hơn mình nghĩ, khác mô tả thoáng mát.",
    ),
    "váy linen": ("Vải mỏng nhìn xuyên, khác hẳn ảnh. Thất vọng.",),
    "áo thun form rộng": ("Hình in bong sau hai lần giặt.",),
    "quần ống rộng": ("Đặt size L gửi size S, hỏi đổi thì bảo chờ hàng về.",),
    "set áo và chân váy": ("Chân váy rách một đường ở túi, chưa mặc lần nào.",),
    "túi tote vải bố": ("Quai may lệch, chỉ thừa nhiều, mùi vải rất nồng.",),
    "áo sơ mi lụa": ("Bảo không nhăn mà mặc nửa buổi nhàu hết.",),
    "khăn choàng": ("Khăn nhỏ hơn mô tả, màu cũng khác ảnh.",),
}
BAD_CLOSING = (
    "",
    "",
    "Mong shop xem lại.",
    "Cho một sao để mọi người biết.",
    "Lần đầu mua mà buồn quá.",
    "Ai mua nhớ quay video lúc mở hộp.",
)
THANKS = (
    "Dạ shop cảm ơn mình đã tin dùng ạ. Cần hỗ trợ gì mình cứ nhắn shop nhé!",
    "Cảm ơn mình nhiều lắm ạ, chúc mình một ngày vui!",
    "Shop vui vì mình hài lòng ạ. Hẹn gặp lại mình ở đơn sau!",
    "Dạ cảm ơn mình đã dành thời gian đánh giá ạ.",
)
SORRY = (
    "Dạ shop rất xin lỗi về trải nghiệm này ạ. Shop đã nhắn riêng để hỗ trợ mình ngay, mong mình phản hồi giúp shop.",
    "Shop xin lỗi mình ạ. Bộ phận kho đã kiểm tra lại quy trình đóng gói, shop xin gửi bù cho mình trong hôm nay.",
    "Dạ shop xin nhận lỗi và đã làm thủ tục đổi mới cho mình. Cảm ơn mình đã góp ý để shop làm tốt hơn.",
)
HANDLE_STARTS = (
    "bong", "cua", "mimi", "thuha", "linhdan", "me_su", "tomtep", "ngocanh", "khoaitay", "banhmi", "hoangoc", "be_na", "gaubong", "lucky",
    "minhchau", "suri", "trasua", "nhaminh", "kem_dua", "phuongnhi", "mebap", "daumua", "cobanoi", "hatde", "vitcon", "nang_ha",
)  # fmt: skip
