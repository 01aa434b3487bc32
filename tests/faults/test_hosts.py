"""Hosts come and go without a word to whoever else uses this machine."""

import contextlib
import socket
import struct

import pytest

from tests.faults.hosts import hosts

pytestmark = pytest.mark.faults

ADDRESSES = 0x10 | 0x100
"""RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR of rtnetlink(7): what browsers listen to."""
HEADER, ADDRESS = struct.Struct("=IHHII"), struct.Struct("=BBBBi")
"""`nlmsghdr` and `ifaddrmsg`, whose last field is the number of the link."""


def test_the_machine_gets_no_address() -> None:
    own = {number for number, _ in socket.if_nameindex()}
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as news:
        news.bind((0, ADDRESSES))
        news.setblocking(False)
        with hosts(2) as made:
            reaches(made[0].address)
            made[1].unplug()
            made[1].plug_in()
        assert {number for number in links_told_of(news) if number not in own} == set()


def reaches(address: str) -> None:
    """The hosts are there: nobody listens, and says so at once."""
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection((address, 9), 10):
        pass


def links_told_of(news: socket.socket) -> list[int]:
    """The numbers of the links whose addresses changed."""
    links = []
    with contextlib.suppress(BlockingIOError):
        while said := news.recv(65536):
            while said:
                length = HEADER.unpack_from(said)[0]
                links.append(ADDRESS.unpack_from(said, HEADER.size)[-1])
                said = said[(length + 3) & ~3 :]
    return links
