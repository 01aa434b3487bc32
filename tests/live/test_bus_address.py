import pytest

from musrenbang_live.live.bus import MemoryBus
from musrenbang_live.live.bus_address import bus_at
from musrenbang_live.live.bus_cluster import ClusterBus
from musrenbang_live.live.bus_redis import RedisBus


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("", MemoryBus),
        ("redis://127.0.0.1:6379/0", RedisBus),
        ("rediss://user:p%40ss@redis.example:6380", RedisBus),
        ("unix:///run/redis.sock", RedisBus),
        ("redis+cluster://10.0.0.1:6379", ClusterBus),
        ("rediss+cluster://user:p%40ss@a.example:6379,[::1]:6380/?ssl_cert_reqs=none", ClusterBus),
    ],
)
def test_an_address_names_its_kind_of_bus(url: str, kind: type) -> None:
    assert type(bus_at(url)) is kind


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379",
        "127.0.0.1:6379",
        "redis+cluster://",
        "redis+cluster://10.0.0.1",
        "redis+cluster://10.0.0.1:6379,",
        "redis+cluster://10.0.0.1:port",
        "http+cluster://10.0.0.1:6379",
    ],
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="redis"):
        bus_at(url)
