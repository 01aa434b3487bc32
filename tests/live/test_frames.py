import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.live import frames
from musrenbang_live.live.frames import (
    KEPT_BYTES,
    KEPT_STEPS,
    SAME_FOR,
    Channel,
    Sheet,
    filled,
    mine_mark,
    text_mark,
    token_mark,
)
from tests.phone import Phone, read

NOW = 1_795_000_000_000
KEYS = ("hadir", "masuk", "dukung-1")
IDS = ("isi", "sekarang", "usulan-1", "usulan-2", "usulan-3")


def number(key: str) -> str:
    """A live place as the templates make it."""
    return f'<span data-text="{key}">{text_mark(key)}</span>'


def stepped(count: int) -> Channel:
    """A channel that has taken so many sheets, each one different."""
    channel = Channel()
    for version in range(1, count + 1):
        assert channel.advance(Sheet(text={"hadir": str(version)}), NOW + version)
    return channel


def told(channel: Channel, phone: Phone) -> None:
    """Bring the phone up to date."""
    frame = channel.since(*phone.at, NOW)
    if frame:
        phone.hear(read(frame))


def test_a_step_says_only_what_is_different() -> None:
    channel = Channel()
    before = Sheet(
        html={"isi": "<p id=isi>Usulan</p>", "usulan-1": "<li id=usulan-1>", "tetap": "<b>"},
        text={"hadir": "12", "masuk": "0"},
        order={"daftar": ("usulan-1",), "terbaru": ()},
    )
    channel.advance(before, NOW)
    after = Sheet(
        html={"isi": "<p id=isi>Suara</p>", "tetap": "<b>"},
        text={"hadir": "13", "masuk": "0"},
        order={"daftar": (), "terbaru": ()},
    )
    assert channel.advance(after, NOW + 5)
    assert read(channel.latest) == {
        "v": 2,
        "p": 1,
        "e": channel.epoch,
        "t": NOW + 5,
        "html": {"isi": "<p id=isi>Suara</p>"},
        "text": {"hadir": "13"},
        "order": {"daftar": []},
        "gone": ["usulan-1"],
    }


def test_what_enters_a_list_is_told_though_it_is_not_new() -> None:
    """A page that had no place for it has thrown away what it was sent of it before."""
    channel = Channel()
    html = {"janji-1": "<li id=janji-1>", "janji-2": "<li id=janji-2>"}
    channel.advance(Sheet(html, order={"semua": ("janji-1", "janji-2"), "kini": ()}), NOW)
    channel.advance(Sheet(html, order={"semua": ("janji-2", "janji-1"), "kini": ()}), NOW)
    assert "html" not in read(channel.latest), "moved, and nothing else"
    kini = ("janji-1", "janji-2")
    channel.advance(Sheet(html, order={"semua": ("janji-2", "janji-1"), "kini": kini}), NOW)
    assert read(channel.latest)["html"] == html
    assert read(channel.since(channel.epoch, 1, NOW))["html"] == html


def test_an_equal_sheet_is_no_version() -> None:
    channel = stepped(3)
    assert not channel.advance(Sheet(text={"hadir": "3"}), NOW)
    assert channel.version == 3
    assert channel.since(channel.epoch, 3, NOW) == b""


def test_a_number_that_changes_makes_no_html() -> None:
    channel = Channel()
    html = {"isi": f"<p id=isi>{number('hadir')}</p>"}
    channel.advance(Sheet(html=html, text={"hadir": "1"}), NOW)
    channel.advance(Sheet(html=html, text={"hadir": "2"}), NOW)
    step = channel.since(channel.epoch, 1, NOW)
    assert "html" not in read(step)


def test_a_screen_within_the_ring_gets_what_changed_in_one_frame() -> None:
    channel = Channel()
    for version in range(KEPT_STEPS + 10):
        html = {"isi": f"<p>{version}</p>", "lama": "<p>", f"usulan-{version}": "<li>"}
        order = {"daftar": (f"usulan-{version}",)}
        channel.advance(Sheet(html, {"hadir": str(version), "masuk": "0"}, order), NOW)
    last = KEPT_STEPS + 9
    for behind in (1, 7, KEPT_STEPS):
        frame = read(channel.since(channel.epoch, channel.version - behind, NOW))
        assert frame["p"] == channel.version - behind
        assert frame["v"] == channel.version
        assert frame["html"] == {"isi": f"<p>{last}</p>", f"usulan-{last}": "<li>"}
        assert frame["text"] == {"hadir": str(last)}
        assert frame["order"] == {"daftar": [f"usulan-{last}"]}
        assert set(frame["gone"]) == {f"usulan-{n}" for n in range(last - behind, last)}


def test_those_who_come_back_from_one_version_share_one_frame() -> None:
    channel = stepped(10)
    assert channel.since(channel.epoch, 5, NOW) is channel.since(channel.epoch, 5, NOW + 5)
    assert channel.since(channel.epoch, 5, NOW) is not channel.since(channel.epoch, 6, NOW)
    before = channel.since(channel.epoch, 5, NOW)
    channel.advance(Sheet(text={"hadir": "11"}), NOW)
    assert read(channel.since(channel.epoch, 5, NOW))["v"] == 11 == read(before)["v"] + 1


def test_every_other_screen_gets_one_whole() -> None:
    channel = stepped(KEPT_STEPS + 10)
    for epoch, version in (
        (channel.epoch, channel.version - KEPT_STEPS - 1),
        (channel.epoch, 0),
        (channel.epoch, -1),
        (channel.epoch, channel.version + 1),
        ("", 0),
        ("another life", channel.version),
    ):
        whole = channel.since(epoch, version, NOW)
        assert read(whole)["p"] == 0, (epoch, version)
        assert read(whole)["v"] == channel.version


def test_every_channel_lives_in_an_epoch_of_its_own() -> None:
    assert len({Channel().epoch for _ in range(100)}) == 100


def test_a_whole_is_made_once_a_version_and_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    encoded = frames.encoded

    def counting(message: object) -> bytes:
        made.append(message)
        return encoded(message)

    monkeypatch.setattr(frames, "encoded", counting)
    channel = stepped(2)
    assert len(made) == 2, "a step is encoded at once, a whole that nobody asks for is not"
    for _ in range(50):
        channel.whole(NOW)
    assert len(made) == 3
    channel.advance(Sheet(text={"hadir": "3"}), NOW)
    assert read(channel.whole(NOW))["text"] == {"hadir": "3"}
    assert len(made) == 5


def test_a_whole_does_not_tell_the_time_of_long_ago() -> None:
    """A phone that connects learns the server's clock from it."""
    channel = stepped(2)
    for later in (0, SAME_FOR - 1, SAME_FOR, 20 * SAME_FOR):
        told = read(channel.whole(NOW + later))["t"]
        assert 0 <= NOW + later - told < SAME_FOR
    assert read(channel.whole(NOW - 5))["t"] == NOW - 5, "the clock was set back"


def test_a_catch_up_that_is_bigger_than_a_whole_is_not_sent() -> None:
    channel = Channel()
    parts: dict[str, str] = {}
    for version in range(20):
        parts[f"usulan-{version}"] = "x" * (KEPT_BYTES // 10)
        channel.advance(Sheet(html=dict(parts)), NOW)
    assert read(channel.since(channel.epoch, 15, NOW))["p"] == 15
    assert read(channel.since(channel.epoch, 2, NOW))["p"] == 0


def test_one_big_step_is_sent_as_it_is() -> None:
    channel = Channel()
    for version in range(2):
        channel.advance(Sheet(html={"isi": str(version) + "x" * 2 * KEPT_BYTES}), NOW)
    step = channel.since(channel.epoch, 1, NOW)
    assert read(step)["p"] == 1
    assert step == channel.latest


def test_marks_are_filled_for_one_visitor() -> None:
    html = (
        f"<b>{text_mark('hadir')}</b>"
        f"<i {mine_mark('support-12', 'aria-pressed=true', 'aria-pressed=false')}>"
        f"<input value={token_mark()}>"
    )
    texts = {"hadir": "1.204"}
    assert filled(html, texts) == "<b>1.204</b><i aria-pressed=false><input value=>"
    assert filled(html, texts, {"support-12"}, "t0k") == (
        "<b>1.204</b><i aria-pressed=true><input value=t0k>"
    )
    assert filled(html, texts, {"support-1", "support-120"}) == filled(html, texts)
    assert filled(text_mark("tidak ada"), texts) == ""


def test_texts_are_escaped_where_they_become_html_and_plain_where_they_do_not() -> None:
    channel = Channel()
    nasty = "<script>alert('&')</script>"
    channel.advance(Sheet(html={"isi": number("judul")}, text={"judul": nasty}), NOW)
    frame = read(channel.whole(NOW))
    assert frame["text"]["judul"] == nasty, "the script sets textContent"
    assert frame["html"]["isi"] == (
        "<span data-text=\"judul\">&lt;script&gt;alert('&amp;')&lt;/script&gt;</span>"
    )


def test_no_frame_carries_a_mark_or_what_belongs_to_somebody() -> None:
    channel = Channel()
    html = f"{number('hadir')}{mine_mark('vote-1-3', 'checked', '')}{token_mark()}"
    for version in range(3):
        channel.advance(Sheet(html={"isi": html + str(version)}, text={"hadir": "1"}), NOW)
    for frame in (channel.since(channel.epoch, 1, NOW), channel.whole(NOW)):
        assert not re.search("[\ue000\ue001]|checked", json.dumps(read(frame)["html"]))


sheets = st.builds(
    Sheet,
    html=st.dictionaries(
        st.sampled_from(IDS),
        st.tuples(st.sampled_from(KEYS), st.sampled_from("abc")).map(
            lambda made: f"<p>{made[1]}{number(made[0])}</p>"
        ),
    ),
    # Numbers of a sheet stay, whatever they say; a count only grows.
    text=st.fixed_dictionaries({key: st.sampled_from(("", "1", "<2>")) for key in KEYS}),
    order=st.fixed_dictionaries({"daftar": st.permutations(IDS).map(tuple)}),
)
happenings = st.lists(
    st.one_of(
        sheets,
        st.sampled_from(range(3)),  # one of three phones asks for what is new
        st.just("restart"),
    ),
    max_size=120,
)


@given(happenings)
def test_whoever_follows_ends_up_with_the_newest_sheet(happened: list[Sheet | int | str]) -> None:
    channel, phones = Channel(), [Phone() for _ in range(3)]
    for event in happened:
        if event == "restart":  # the process ends and another one goes on
            newest, channel = channel.sheet, Channel()
            channel.advance(newest, NOW)
        elif isinstance(event, Sheet):
            channel.advance(event, NOW)
        else:
            told(channel, phones[int(event)])
            assert phones[int(event)].shows(channel.sheet)
    for phone in phones:
        told(channel, phone)
        assert phone.shows(channel.sheet)
        assert phone.version == channel.version


@given(st.lists(st.integers(0, 9), min_size=1, max_size=200))
def test_a_number_never_goes_back_a_version(asked: list[int]) -> None:
    """Phones that ask at any moment see a growing count only grow, also across lives."""
    channel, phones, count = Channel(), [Phone() for _ in range(3)], 0
    for pick in asked:
        if pick < 3:
            before = int(phones[pick].text.get("masuk", "0"))
            told(channel, phones[pick])
            assert int(phones[pick].text.get("masuk", "0")) >= before
        elif pick == 9:
            channel = Channel()
            channel.advance(Sheet(text={"masuk": str(count)}), NOW)
        else:
            count += pick
            channel.advance(Sheet(text={"masuk": str(count)}), NOW)
