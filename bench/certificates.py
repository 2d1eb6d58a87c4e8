"""`python -m bench.certificates`: 100 certificates as PDF/A and PDF/UA, typeset and signed; the seconds."""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import segno

from portal.adapters.pdf_signer import PdfSigner
from portal.honours.certificate import render
from portal.honours.making import AT_ONCE

COUNT, LIMIT_SECONDS = 100, 3.0


def main() -> int:
    """Typeset, then sign, then both as the worker does it."""
    orders = [_content(n) for n in range(COUNT)]
    render(_content(0))
    with tempfile.TemporaryDirectory() as folder:
        signer = PdfSigner(Path(folder) / "key.p12")
        signer.sign(render(orders[0]))
        began, cpu = time.perf_counter(), time.process_time()
        made = [render(one) for one in orders]
        typeset, typeset_cpu = time.perf_counter() - began, time.process_time() - cpu
        began, cpu = time.perf_counter(), time.process_time()
        for one in made:
            signer.sign(one)
        signed, signed_cpu = time.perf_counter() - began, time.process_time() - cpu
        other = [_content(n) for n in range(COUNT, 2 * COUNT)]
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as workers:
            list(workers.map(lambda one: signer.sign(render(one)), other))
        both = time.perf_counter() - began
    print(f"| {COUNT} certificates | seconds | processor seconds | limit |\n|---|---|---|---|")
    print(f"| typeset | {typeset:.2f} | {typeset_cpu:.2f} | ≤ {LIMIT_SECONDS:.0f} |")
    print(f"| signed | {signed:.2f} | {signed_cpu:.2f} | stated apart |")
    print(f"| both, as the worker does it | {both:.2f} | | |")
    return int(typeset > LIMIT_SECONDS)


def _content(n: int) -> dict[str, str]:
    number = f"ABC-2026-GCN-{n:04d}"
    address = f"https://award.example/certificates/{number}"
    return {
        "lang": "vi", "title": f"Giấy chứng nhận {number}", "issuer": "Ủy ban xét tặng", "heading": "Giấy chứng nhận",
        "wording": "Trân trọng ghi nhận", "recipient": f"Nguyễn Thị Phương Ưỡng số {n}", "organisation": "Bệnh viện",
        "honoured": "đã được tặng", "prize": "Giải Nhất", "award": "Giải thưởng Sáng tạo lần thứ 4", "number": number,
        "work": f"“Ứng dụng kỹ thuật số {n} trong điều trị, mở ra hướng đi mới cho người bệnh”", "url": address,
        "category": "Lĩnh vực: Khoa học kỹ thuật", "decision": "Quyết định số 1 ngày 2/4/2026",
        "check": "Kiểm tra giấy chứng nhận này tại", "date": "ngày 02 tháng 4 năm 2026", "signatory": "Chủ tịch",
        "qr_svg": segno.make(address, error="m").svg_inline(scale=3, border=0), "qr_alt": address,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
