"""Words of organisations and mail domains, as data: how they are abbreviated, and which of them tell nothing."""

ABBREVIATIONS = (
    (r"\b(thanh pho ho chi minh|tp ho chi minh|tp hcm|tphcm|hcmc|ho chi minh city)\b", "tphcm"),
    (r"\b(dai hoc quoc gia tphcm|dhqg tphcm|dhqg hcm|vnu hcm)\b", "dhqghcm"),
    (r"\b(truong dai hoc|truong dh|dai hoc|dh)\b", "dh"),
    (r"\b(benh vien|bv)\b", "bv"),
    (r"\b(cong ty co phan|cong ty cp|ctcp)\b", "ctcp"),
    (r"\b(cong ty trach nhiem huu han|cong ty tnhh|cty tnhh)\b", "tnhh"),
    (r"\b(mot thanh vien|mtv)\b", "mtv"),
    (r"\b(uy ban nhan dan|ubnd)\b", "ubnd"),
    (r"\b(hop tac xa|htx)\b", "htx"),
    (r"\b(q|quan) (?=\d)", "quan "),
)
TOO_COMMON = frozenset(
    [
        "ca nhan",
        "tu do",
        "individual",
        "none",
        "khong",
        "ubnd",
        "dh",
        "bv",
        "ctcp",
        "tnhh",
        "htx",
        "so",
        "vien",
        "truong",
        "trung tam",
        "hoi",
        "cong ty",
        "viet nam",
        "vietnam",
        "uy ban",
        "co quan",
        "doanh nghiep",
        "to chuc",
    ]
) | {""}
"""What is left of a name when only its kind was written: it means no one organisation."""

SUBUNITS = frozenset(("khoa", "phong", "ban", "bo mon", "to", "doi", "department", "faculty", "division", "office"))
"""How parts begin that every organisation has: beside their organisation they tell nothing."""

PLACES = frozenset(("quan", "huyen", "phuong", "xa", "thi xa", "thi tran", "tinh", "duong", "district", "ward"))
"""How parts begin that are an address."""

MAIL_SUFFIXES = frozenset(
    [
        "com",
        "net",
        "org",
        "edu",
        "gov",
        "mil",
        "int",
        "info",
        "biz",
        "io",
        "vn",
        "asia",
        "co",
        "dev",
        "app",
        "ai",
        "com.vn",
        "net.vn",
        "org.vn",
        "edu.vn",
        "gov.vn",
        "ac.vn",
        "int.vn",
        "info.vn",
        "health.vn",
        "id.vn",
        "name.vn",
        "biz.vn",
        "pro.vn",
        "io.vn",
        "hochiminhcity.gov.vn",
        "tphcm.gov.vn",
        "binhduong.gov.vn",
        "bariavungtau.gov.vn",
        "chinhphu.vn",
        "uk",
        "co.uk",
        "ac.uk",
        "au",
        "com.au",
        "edu.au",
        "jp",
        "co.jp",
        "ac.jp",
        "kr",
        "co.kr",
        "sg",
        "com.sg",
        "edu.sg",
        "fr",
        "de",
        "us",
        "eu",
        "ca",
    ]
)
"""What many organisations share: the one before it is an organisation's own."""

PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.com.vn",
        "ymail.com",
        "outlook.com",
        "outlook.com.vn",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "gmx.com",
        "gmx.de",
        "mail.com",
        "yandex.com",
        "mail.ru",
        "qq.com",
        "163.com",
        "naver.com",
        "tutanota.com",
        "fastmail.com",
        "hey.com",
        "zalo.me",
        "vnn.vn",
        "fpt.vn",
        "example.com",
        "example.net",
        "example.org",
    ]
)
"""Where anybody has an address; the last ones are reserved for examples."""

RESERVED = frozenset(("example", "test", "invalid", "localhost"))
"""Endings that no real organisation has (RFC 2606)."""
