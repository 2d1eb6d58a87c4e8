"""Configuration from the environment: one class a situation, and `validate` that refuses weak production settings."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit


class ConfigurationError(Exception):
    """Raised at start when a setting is missing or unsafe; carries every problem found."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(f"PORTAL_{name}", default).strip()


class Settings:
    """Everything the portal can be told; the names are those of the environment without `PORTAL_`."""

    ENVIRONMENT = "development"

    def __init__(self) -> None:
        self.VAR_DIR = Path(_setting("VAR_DIR", "var")).resolve()
        self.SECRET_KEY = _setting("SECRET_KEY") or self._kept_secret()
        self.BASE_URL = _setting("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        self.FILES_URL = _setting("FILES_URL").rstrip("/")
        self.SQLALCHEMY_DATABASE_URI = _setting("DATABASE_URL", f"sqlite:///{self.VAR_DIR}/portal.db")
        self.STORE = _setting("STORE", "disk")
        self.STORE_ROOT = Path(_setting("STORE_ROOT", str(self.VAR_DIR / "store"))).resolve()
        self.S3_ENDPOINT_URL = _setting("S3_ENDPOINT_URL")
        self.S3_PUBLIC_ENDPOINT_URL = _setting("S3_PUBLIC_ENDPOINT_URL") or self.S3_ENDPOINT_URL
        self.S3_BUCKET = _setting("S3_BUCKET", "vinhdanh")
        self.S3_ACCESS_KEY = _setting("S3_ACCESS_KEY")
        self.S3_SECRET_KEY = _setting("S3_SECRET_KEY")
        self.S3_REGION = _setting("S3_REGION", "us-east-1")
        self.QUEUE_URL = _setting("QUEUE_URL", f"sqlite:///{self.VAR_DIR}/queue.db")
        self.JOB_LEASE_SECONDS = float(_setting("JOB_LEASE_SECONDS", "60"))
        self.MAIL_URL = _setting("MAIL_URL", f"outbox:{self.VAR_DIR}/outbox")
        self.MAIL_SENDER = _setting("MAIL_SENDER", "Vinh Danh <no-reply@localhost>")
        self.SCANNER_URL = _setting("SCANNER_URL", "none:")
        self.SCANNER_MAX_BYTES = int(_setting("SCANNER_MAX_BYTES", str(100 * 1024 * 1024)))
        self.UPLOAD_GRACE_SECONDS = int(_setting("UPLOAD_GRACE_SECONDS", "1800"))
        self.SIGNING_KEY_PATH = Path(_setting("SIGNING_KEY_PATH", str(self.VAR_DIR / "signing-key.pem")))
        self.PDF_PKCS12_PATH = _setting("PDF_PKCS12_PATH")
        self.PDF_PKCS12_PASSWORD = _setting("PDF_PKCS12_PASSWORD")
        self.BANK_KEYS_PATH = Path(_setting("BANK_KEYS_PATH", str(self.VAR_DIR / "bank-keys")))
        self.TSA_URL = _setting("TSA_URL")
        self.TSA_CERTIFICATES = _setting("TSA_CERTIFICATES")
        self.RATELIMIT_STORAGE_URI = _setting("RATELIMIT_STORAGE_URI", "memory://")
        self.RATELIMIT_ENABLED = True
        self.PROXY_COUNT = int(_setting("PROXY_COUNT", "0"))
        self.MAX_CONTENT_LENGTH = int(_setting("MAX_REQUEST_BYTES", str(110 * 1024 * 1024)))
        self.MAX_FORM_MEMORY_SIZE = 4 * 1024 * 1024
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = self.BASE_URL.startswith("https://")
        self.SESSION_COOKIE_NAME = "vinhdanh"
        self.PERMANENT_SESSION_LIFETIME = 60 * 60 * 12
        self.WTF_CSRF_TIME_LIMIT = None
        self.BABEL_DEFAULT_LOCALE = _setting("DEFAULT_LOCALE", "vi")
        self.BABEL_DEFAULT_TIMEZONE = _setting("TIMEZONE", "Asia/Ho_Chi_Minh")

    def _kept_secret(self) -> str:
        """A secret made once and kept beside the data, so that a restart signs nobody out."""
        path = self.VAR_DIR / "secret-key"
        if not path.exists():
            self.VAR_DIR.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()

    def validate(self) -> None:
        """Raise ConfigurationError when this configuration must not serve anyone."""
        problems = [*self._problems_anywhere()]
        if problems:
            raise ConfigurationError(problems)

    def _problems_anywhere(self) -> list[str]:
        problems = []
        if self.STORE not in {"disk", "s3"}:
            problems.append(f"PORTAL_STORE is {self.STORE!r}: choose 'disk' or 's3'.")
        if self.STORE == "s3" and not (self.S3_ENDPOINT_URL and self.S3_ACCESS_KEY and self.S3_SECRET_KEY):
            problems.append("PORTAL_STORE is 's3': set PORTAL_S3_ENDPOINT_URL, _ACCESS_KEY and _SECRET_KEY.")
        if urlsplit(self.BASE_URL).scheme not in {"http", "https"}:
            problems.append("PORTAL_BASE_URL must start with http:// or https://.")
        if self.TSA_URL and urlsplit(self.TSA_URL).scheme not in {"http", "https"}:
            problems.append("PORTAL_TSA_URL must start with http:// or https://.")
        if self.TSA_URL and not self.TSA_CERTIFICATES:
            problems.append("PORTAL_TSA_URL is set: name the authority's certificates by PORTAL_TSA_CERTIFICATES.")
        if self.TSA_CERTIFICATES and not Path(self.TSA_CERTIFICATES).is_file():
            problems.append("PORTAL_TSA_CERTIFICATES names no file.")
        return problems


class Development(Settings):
    """On one's own machine: SQLite, local disk, e-mail into a folder."""


class Production(Settings):
    """In service: nothing may be left at a development default."""

    ENVIRONMENT = "production"

    def _kept_secret(self) -> str:
        return ""

    def validate(self) -> None:
        problems = self._problems_anywhere()
        if len(self.SECRET_KEY) < 32:
            problems.append("PORTAL_SECRET_KEY must hold at least 32 characters: `openssl rand -hex 32`.")
        if not self.BASE_URL.startswith("https://"):
            problems.append("PORTAL_BASE_URL must start with https:// so that cookies are never sent in the clear.")
        if self.MAIL_URL.startswith("outbox:"):
            problems.append("PORTAL_MAIL_URL still writes e-mails into a folder: give an smtp:// address.")
        if self.RATELIMIT_STORAGE_URI.startswith("memory:"):
            problems.append("PORTAL_RATELIMIT_STORAGE_URI must be shared between processes: give a redis:// address.")
        if problems:
            raise ConfigurationError(problems)


class Test(Settings):
    """In the test suite: cheap hashing, no limits unless a test asks for them."""

    ENVIRONMENT = "test"

    def __init__(self) -> None:
        super().__init__()
        self.TESTING = True
        self.RATELIMIT_ENABLED = False


def from_environment() -> Settings:
    """The settings chosen by `PORTAL_ENVIRONMENT` (development, production or test)."""
    name = _setting("ENVIRONMENT", "development")
    kinds: dict[str, type[Settings]] = {"development": Development, "production": Production, "test": Test}
    if name not in kinds:
        raise ConfigurationError([f"PORTAL_ENVIRONMENT is {name!r}: choose one of {', '.join(kinds)}."])
    return kinds[name]()
