"""Settings: read once from the environment, frozen, handed on as values.

Every setting has a default with which `musrenbang-live serve` works on one laptop.
"""

import functools
import os
import re
import secrets
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from msgspec import Struct
from platformdirs import user_cache_path, user_data_path

SETTINGS: Final[dict[str, str]] = {
    "DATABASE_URL": "PostgreSQL to use; without it a private one is started in the data folder",
    "REDIS_URL": "Redis, or redis+cluster://host:port,host:port; without it the process is alone",
    "MUSRENBANG_DATA": "folder for the private database and the secret",
    "MUSRENBANG_SECRET": "32 characters or more; without it one is made, kept in the data folder",
    "MUSRENBANG_PUBLIC_URL": "address people open, e.g. https://musrenbang.example",
    "MUSRENBANG_TRUSTED_PROXIES": "addresses whose X-Forwarded headers are believed, with commas",
    "MUSRENBANG_HOST": "address to listen on",
    "MUSRENBANG_PORT": "port to listen on",
    "MUSRENBANG_WORKERS": "server processes on this host; more than one need REDIS_URL",
    "MUSRENBANG_RETENTION_DAYS": "days after the close of a meeting until names are erased",
    "MUSRENBANG_PAGE_SECONDS": "seconds for which a server keeps public pages, 0 to 5",
    "MUSRENBANG_LICENSE": "licence of the open data: CC0-1.0, CC-BY-4.0 or CC-BY-SA-4.0",
    "MUSRENBANG_WEBHOOKS_INSIDE": "1: webhooks may go to this network, and by plain http",
    "MUSRENBANG_WARDS": "CSV file of the kelurahan of this city",
    "MUSRENBANG_CITY": "name of the city",
    "MUSRENBANG_SITE": "name of the site",
}
"""Every environment variable and what it is for. The README's table is checked against it."""

MIN_SECRET: Final = 32
MOST_WORKERS: Final = 64
LICENSES: Final = ("CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0")
"""Licences of open data by their SPDX names; the first is the usual one."""
USUAL_RETENTION: Final = 90
MOST_RETENTION: Final = 3_650
"""Days; whoever must keep a list for longer keeps the signed paper."""
USUAL_PAGE_SECONDS: Final = 3
MOST_PAGE_SECONDS: Final = 5
"""An erased text may be read for so long from the memory of a server that cannot hear of it."""
REDIS: Final = re.compile(
    r"unix://.+|rediss?://[^,]+|rediss?\+cluster://([^@]*@)?[^,@]+:\d+(,[^,@]+:\d+)*/?(\?.*)?"
)
"""The addresses that `live.bus_address` knows."""


class BadSetting(ValueError):
    """A setting that cannot be used; the text says which and why."""


class Settings(Struct, frozen=True):
    """See `SETTINGS`. `public_url` has no slash at its end; empty: whatever the visitor used."""

    data: Path
    database_url: str = ""
    redis_url: str = ""
    secret: bytes = b""
    public_url: str = ""
    trusted_proxies: str = "127.0.0.1"
    host: str = "0.0.0.0"  # noqa: S104  (phones in the hall must reach the laptop)
    port: int = 8000
    workers: int = 1
    retention_days: int = USUAL_RETENTION
    page_seconds: int = USUAL_PAGE_SECONDS
    license: str = LICENSES[0]
    webhooks_inside: bool = False
    wards: Path = Path()
    city: str = "Kota Tanjungbalai"
    site: str = "Musrenbang Live"

    @property
    def secure(self) -> bool:
        """Whether visitors come over https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`. Makes the data folder and, the first time, the secret.

    Raises `BadSetting`.
    """
    data = Path(environment.get("MUSRENBANG_DATA") or user_data_path("musrenbang-live"))
    data.mkdir(parents=True, exist_ok=True)
    public_url = environment.get("MUSRENBANG_PUBLIC_URL", "").rstrip("/")
    if public_url and not public_url.startswith(("http://", "https://")):
        raise BadSetting("MUSRENBANG_PUBLIC_URL must begin with http:// or https://")
    return Settings(
        data=data,
        database_url=environment.get("DATABASE_URL", ""),
        redis_url=_redis(environment.get("REDIS_URL", "")),
        secret=_secret(environment.get("MUSRENBANG_SECRET", ""), data),
        public_url=public_url,
        trusted_proxies=environment.get("MUSRENBANG_TRUSTED_PROXIES", "127.0.0.1"),
        host=environment.get("MUSRENBANG_HOST", "0.0.0.0"),  # noqa: S104
        port=_port(environment.get("MUSRENBANG_PORT", "8000")),
        workers=_workers(environment.get("MUSRENBANG_WORKERS", "1")),
        retention_days=_days(environment.get("MUSRENBANG_RETENTION_DAYS", str(USUAL_RETENTION))),
        license=_license(environment.get("MUSRENBANG_LICENSE", LICENSES[0])),
        webhooks_inside=_flag(environment, "MUSRENBANG_WEBHOOKS_INSIDE"),
        page_seconds=_page_seconds(environment.get("MUSRENBANG_PAGE_SECONDS", "")),
        wards=Path(environment.get("MUSRENBANG_WARDS") or folder("sessions") / "site" / WARDS),
        city=environment.get("MUSRENBANG_CITY", "Kota Tanjungbalai"),
        site=environment.get("MUSRENBANG_SITE", "Musrenbang Live"),
    )


WARDS: Final = "tanjungbalai_kelurahan.csv"


@functools.cache
def folder(name: str) -> Path:
    """The folder `sessions`, `static` or `templates`, of the installed wheel or the checkout."""
    package = Path(str(resources.files("musrenbang_live")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


def cache_folder() -> Path:
    """A folder of whoever runs the program for what can be made again at any time."""
    return user_cache_path("musrenbang-live", appauthor=False) / "made-once"


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) < 65536:
        raise BadSetting("MUSRENBANG_PORT must be a number from 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        raise BadSetting(f"MUSRENBANG_WORKERS must be a number from 1 to {MOST_WORKERS}")
    return int(text)


def _page_seconds(text: str) -> int:
    if not text:
        return USUAL_PAGE_SECONDS
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MOST_PAGE_SECONDS:
        raise BadSetting(f"MUSRENBANG_PAGE_SECONDS must be a number from 0 to {MOST_PAGE_SECONDS}")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_RETENTION:
        raise BadSetting(f"MUSRENBANG_RETENTION_DAYS must be a number from 1 to {MOST_RETENTION}")
    return int(text)


def _license(name: str) -> str:
    if name not in LICENSES:
        raise BadSetting(f"MUSRENBANG_LICENSE must be one of {', '.join(LICENSES)}")
    return name


def _flag(environment: Mapping[str, str], name: str) -> bool:
    given = environment.get(name, "")
    if given not in ("", "0", "1"):
        raise BadSetting(f"{name} must be 0 or 1")
    return given == "1"


def _redis(url: str) -> str:
    if url and not REDIS.fullmatch(url):
        raise BadSetting(
            "REDIS_URL must be redis://host:port or redis+cluster://host:port,host:port "
            "(rediss for TLS), or unix:// and the path of a socket"
        )
    return url


def _secret(given: str, data: Path) -> bytes:
    if given:
        if len(given.encode()) < MIN_SECRET:
            raise BadSetting(f"MUSRENBANG_SECRET must have at least {MIN_SECRET} characters")
        return given.encode()
    kept = data / "secret"
    if not kept.exists():
        made = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text().strip().encode()
