"""Which bus an address asks for: one Redis, or a Redis Cluster."""

from typing import TYPE_CHECKING, Final

from musrenbang_live.live.bus import Bus, MemoryExchange
from musrenbang_live.live.bus_wire import CHANNEL

if TYPE_CHECKING:
    from musrenbang_live.live.cluster_map import Address

CLUSTER: Final = "+cluster://"
"""`redis+cluster://user:password@host:port,host:port`, some of the nodes; rediss+cluster with TLS.
"""


def bus_at(url: str, channel: str = CHANNEL) -> Bus:
    """The bus at this address; the process is alone where there is none.

    Raises `ValueError` for an address that is of no known kind.
    """
    if not url:
        return MemoryExchange().member()
    from musrenbang_live.live.bus_redis import RedisBus, connection_to

    if CLUSTER not in url:
        connection_to(url)  # an address that is none is refused now, not at the first attempt
        return RedisBus(url, channel)
    from musrenbang_live.live.bus_cluster import ClusterBus

    one, seeds = _cluster(url)
    connection_to(one)
    return ClusterBus(seeds, lambda address: connection_to(one, address), channel)


def _cluster(url: str) -> tuple[str, "list[Address]"]:
    """An address as of one node, for all that is said beside the nodes, and the nodes."""
    scheme, _, rest = url.partition(CLUSTER)
    place, question, options = rest.partition("?")
    login, at, nodes = place.rpartition("@")
    seeds = [_node(node) for node in nodes.rstrip("/").split(",")]
    return f"{scheme}://{login}{at}{seeds[0][0]}{question}{options}", [
        (host.strip("[]"), port) for host, port in seeds
    ]


def _node(text: str) -> "Address":
    host, colon, port = text.rpartition(":")
    if not host or not colon or not port.isdigit():
        raise ValueError("a Redis Cluster is named as redis+cluster://host:port,host:port")
    return host, int(port)
