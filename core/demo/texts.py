"""What people write in the demo's shifts and complaints. All of it invented.

`{product}` is the product's short name, `{day}` a date as people write it, `{count}` a small number.
"""

from __future__ import annotations

from core.cases.category import Category
from core.cases.complaint import Resolution

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

DESCRIPTIONS: dict[Category, tuple[tuple[str, str], ...]] = {
    Category.NOT_RECEIVED: (
        ("", "Khách báo ứng dụng ghi đã giao ngày {day} nhưng chưa nhận được {product}. Bưu tá không gọi."),
        ("", "Đơn báo giao thành công, khách nói cả nhà không ai nhận. Đã xin ảnh giao hàng từ đơn vị vận chuyển."),
        ("", "{product} đứng yên ở kho trung chuyển {count} ngày, khách sợ thất lạc và muốn biết khi nào có hàng."),
        ("", "Khách đi làm cả ngày, bưu tá ghi “khách hẹn lại” trong khi khách không nhận được cuộc gọi nào."),
    ),
    Category.MISSING_ITEMS: (
        ("", "Khách đặt {count} món, mở hộp chỉ có {product}, thiếu quà tặng kèm như trên trang sản phẩm."),
        ("mailam", "Thiếu 1 phân loại trong combo. Khách có video mở hộp, niêm phong còn nguyên."),
        ("bepsoi", "Hộp {product} thiếu phụ kiện đi kèm, khách chụp ảnh gửi rồi."),
    ),
    Category.WRONG_ITEM: (
        ("aonang", "Khách đặt màu kem, nhận được màu nâu ({product}). Cần dùng cuối tuần nên mong đổi nhanh."),
        ("aonang", "Giao nhầm phân loại: trên đơn ghi size L, trong túi là size S."),
        ("", "Khách đặt {product} nhưng nhận món khác của shop, tem dán ngoài vẫn đúng tên khách."),
        ("mailam", "Nhận đúng sản phẩm nhưng sai mùi so với đơn đặt, khách chưa mở nắp."),
    ),
    Category.DAMAGED: (
        ("aonang", "{product} bị móc chỉ một đường dài ở thân trước, túi ni lông rách."),
        ("mailam", "Phấn vỡ vụn trong hộp, bông phấn dính đầy. Khách gửi 3 ảnh."),
        ("bepsoi", "{product} bị nứt một góc, hộp ngoài móp. Khách gửi 3 ảnh."),
        ("mailam", "Chai bị bung nắp, đổ ra gần một nửa, thấm ướt cả hộp giấy."),
        ("bepsoi", "Hàng bể khi tới nơi, hộp chỉ có một lớp chống sốc mỏng. Khách thất vọng vì mua làm quà."),
        ("bepsoi", "Khách mở hộp thấy {product} trầy xước nhiều, đã quay video."),
    ),
    Category.FAULTY: (
        ("aonang", "Khóa kéo {product} kẹt ngay lần mặc đầu, khách đã quay video."),
        ("bepsoi", "{product} dùng được {count} hôm thì không lên nguồn, đã thử ổ điện khác."),
        ("bepsoi", "Khách báo nút bấm lúc được lúc không, đèn báo chớp liên tục."),
        ("mailam", "Vòi xịt bị kẹt ngay lần đầu dùng, khách đã ngâm nước ấm theo hướng dẫn mà vẫn vậy."),
        ("aonang", "Đường may bung chỉ sau lần giặt đầu ({product})."),
    ),
    Category.NOT_AS_DESCRIBED: (
        ("aonang", "Khách nói vải mỏng hơn trong ảnh, màu ngoài nhạt hơn hẳn."),
        ("bepsoi", "{product}: kích thước đo được nhỏ hơn mô tả khoảng 2 cm, khách gửi ảnh có thước."),
        ("mailam", "Mô tả ghi có túi đựng kèm, hàng nhận được không có. Khách hỏi có phải đổi mẫu mới không."),
    ),
    Category.USED: (
        ("bepsoi", "{product} có vết dầu mỡ cũ bên trong, hộp dán lại băng keo."),
        ("mailam", "Tem niêm phong đã bóc, nắp có vết dùng. Khách nghi là hàng khách khác trả lại."),
        ("aonang", "{product} có vết bẩn ở mép, mác không còn gắn."),
    ),
    Category.COUNTERFEIT: (
        ("mailam", "Khách so với lần mua trước thấy bao bì khác, mã vạch quét không ra. Cần gửi giấy tờ nguồn gốc."),
        ("mailam", "Khách nghi hàng giả vì mùi khác chai cũ, xin hoá đơn và phiếu kiểm nghiệm."),
    ),
    Category.EMPTY_PARCEL: (
        ("", "Hộp rỗng, băng keo có dấu dán lại. Khách có video mở hàng trước mặt bưu tá."),
        ("", "Trong gói chỉ có giấy chèn, không có {product}. Cân nặng trên vận đơn cũng thấp bất thường."),
    ),
    Category.EXPIRED: (
        ("", "Mã quà tặng kèm {product} đã hết hạn khi khách nhận hàng."),
        ("mailam", "{product} còn hạn chưa tới 2 tháng, khách ở xa và dùng không kịp."),
        ("mailam", "Khách đọc hạn dùng in trên đáy hộp đã qua. Xin đổi lô mới."),
    ),
    Category.CHANGED_MIND: (
        ("", "Khách đặt nhầm 2 lần, muốn trả lại một {product} còn nguyên tem."),
        ("", "Khách mua tặng nhưng người nhận đã có, hỏi cách trả hàng."),
    ),
    Category.LATE_DELIVERY: (
        ("", "Dự kiến giao ngày {day}, đến nay trễ {count} ngày. Khách cần trước chuyến đi."),
        ("", "Khách giục lần thứ {count}, đơn vẫn ở trạng thái chuẩn bị hàng."),
        ("", "Đơn hoả tốc mà quá nửa ngày chưa có tài xế nhận."),
        ("", "Hàng về bưu cục từ {day} nhưng chưa phát, khách gọi bưu cục không ai nghe."),
    ),
    Category.ATTITUDE: (
        ("aonang", "Khách nói hỏi 3 lần về size mà nhân viên trả lời cụt, không chào. Mong quản lý xem lại đoạn chat."),
        ("", "Khách bực vì bị chuyển qua 2 người, ai cũng hỏi lại từ đầu."),
    ),
    Category.VOUCHER: (
        ("", "Mã giảm 30K báo hết lượt dù trang vẫn hiện, khách đã đặt đơn và muốn được trừ lại."),
        ("", "Khách nhập mã đơn từ 400K không được, đơn {product} đủ điều kiện. Đã xin ảnh chụp màn hình."),
        ("", "Livestream nói tặng quà cho đơn từ 300K, khách không thấy quà trong hộp."),
    ),
    Category.WARRANTY: (
        ("", "Khách hỏi đổi {product} lỗi sau 7 ngày, đã có ảnh và hoá đơn."),
        ("bepsoi", "{product} mua {count} tháng trước, giờ kêu to. Khách còn hộp và hỏi thủ tục bảo hành."),
        ("bepsoi", "Khách đã gửi bảo hành hơn một tuần, chưa có tin. Cần trung tâm báo ngày trả."),
    ),
    Category.CANCELLATION: (
        ("", "Khách muốn huỷ vì đặt nhầm địa chỉ, đơn đã bàn giao vận chuyển."),
        ("", "Khách xin huỷ để đặt lại với mã giảm mới, kho đã đóng gói."),
    ),
    Category.OTHER: (
        ("", "Khách cần hoá đơn đỏ cho công ty, đã gửi thông tin mà chưa nhận được."),
        ("", "Khách hỏi vì sao tin nhắn trả lời tự động gửi lúc nửa đêm."),
    ),
}
"""By category: the trade it fits (blank: any) and the words."""

AGAIN: dict[Resolution, str] = {
    Resolution.EXCHANGE: "Cùng đơn, cùng vấn đề: hàng đổi gửi tới vẫn bị như cũ.",
    Resolution.RESEND: "Khách nhắn lại: gói gửi bù tới rồi mà vẫn chưa đúng như đã hẹn.",
    Resolution.REFUND: "Khách hỏi lại vì quá hẹn mà chưa thấy tiền hoàn về.",
    Resolution.WARRANTY: "Hàng bảo hành về dùng hai hôm lại bị đúng lỗi cũ.",
    Resolution.VOUCHER: "Khách nhắn lại: mã bù không dùng được, báo hết hạn.",
}
AGAIN_ANYHOW = "Khách nhắn lại lần 2: vẫn chưa được giải quyết như đã hẹn hôm trước."
REOPENED = "Khách báo cách xử lý hôm trước chưa ổn, nhờ shop xem lại."

NOTES: dict[Resolution, tuple[str, ...]] = {
    Resolution.APOLOGY: ("Đã gọi xin lỗi, khách đồng ý bỏ qua.", "Xin lỗi và giải thích lý do, khách vui vẻ."),
    Resolution.VOUCHER: ("Tặng mã giảm cho đơn sau, khách đồng ý.", "Gửi mã bù chênh lệch, khách đã dùng được."),
    Resolution.EXCHANGE: ("Tạo đơn đổi, bưu tá lấy hàng cũ khi giao hàng mới.", "Đổi đúng phân loại, kho gửi trong ngày."),
    Resolution.REFUND: ("Hoàn toàn bộ qua sàn, khách đã nhận thông báo.", "Đồng ý trả hàng hoàn tiền, sàn duyệt xong."),
    Resolution.RESEND: ("Gửi bù phần thiếu, kèm một gói quà nhỏ.", "Kho gửi lại trong chiều nay, đã báo mã vận đơn."),
    Resolution.WARRANTY: ("Nhận bảo hành, hẹn trả trong 7 ngày.", "Trung tâm đã sửa xong và gửi lại khách."),
    Resolution.GUIDANCE: ("Hướng dẫn khách từng bước trên ứng dụng, khách làm được.", "Giải thích quy trình, khách đồng ý và cảm ơn."),
}
DELIVERED = ("Đơn vị vận chuyển giao lại ngay trong ngày, khách đã nhận.", "Bưu cục tìm thấy hàng, đã phát lại và khách xác nhận.")
REJECTIONS = (
    "Quá thời hạn đổi trả, đã giải thích và gửi chính sách cho khách.",
    "Video cho thấy hàng đủ và nguyên vẹn, khách xác nhận nhầm.",
)
CAUSES: dict[Category, tuple[str, str]] = {
    Category.WRONG_ITEM: ("Hai phân loại để cùng một kệ, nhặt nhầm.", "Tách kệ và quét mã từng món khi đóng gói."),
    Category.DAMAGED: ("Chống sốc một lớp không đủ cho hàng dễ vỡ.", "Đóng hai lớp bọt khí, dán tem hàng dễ vỡ."),
    Category.MISSING_ITEMS: ("Quà tặng kèm không in trên phiếu nhặt hàng.", "Thêm quà vào phiếu nhặt, chụp ảnh trước khi dán thùng."),
    Category.LATE_DELIVERY: ("Kho dồn đơn sau ngày sale, đóng không kịp.", "Thêm người đóng gói hai ngày sau mỗi đợt sale."),
    Category.NOT_RECEIVED: ("Bưu cục quá tải, cập nhật giao thành công trước khi giao.", "Nhắn khách mã vận đơn và giờ phát dự kiến."),
    Category.FAULTY: ("Lô mới có tỷ lệ lỗi cao hơn.", "Thử từng máy trước khi gửi, báo nhà cung cấp đổi lô."),
    Category.NOT_AS_DESCRIBED: ("Ảnh chụp dưới đèn vàng, bảng size chưa cập nhật.", "Chụp lại ảnh ban ngày, sửa bảng size."),
    Category.VOUCHER: ("Trang sản phẩm còn hiện mã đã hết lượt.", "Kiểm tra mã đầu mỗi ca, ẩn mã hết lượt."),
}
