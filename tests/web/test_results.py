"""A result of each kind of vote, as it is read on phones, at the desk, on the wall, in the archive.

The results are made by the rules themselves, without a database.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import httpx2
import pytest

from musrenbang_live.config import folder
from musrenbang_live.core.ballots import AnyRule, Budget, Choose, Elect, Mark, Rank, TieRule
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.views.facilitator import facilitator
from musrenbang_live.core.views.projector import projector
from musrenbang_live.core.views.resident import resident
from musrenbang_live.live.frames import filled
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import language
from musrenbang_live.web.archive import proposals_csv, record
from musrenbang_live.web.fragments import facilitator as at_desk
from musrenbang_live.web.fragments import projector as on_wall
from musrenbang_live.web.fragments import resident as on_phone
from musrenbang_live.web.fragments.sketch import Sketch
from musrenbang_live.web.pages import Pages
from musrenbang_live.web.words import rules
from tests.core.test_views_outcomes import LEVEL, SOME
from tests.outcomes import JUTA, RULES, voted
from tests.web.browsing import Page

RULE = "Begini suara dihitung."


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    """The templates; the explanation of a rule is tested with the rules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "explained", lambda _language, _rule: RULE)
        patch.setattr(rules, "asked", lambda _language, _rule: "Isi surat suara")
        yield Pages(folder("templates"), folder("static"), language.load(), "Musrenbang")


class Screens:
    """What the three screens of the hall and the archive show of one vote."""

    def __init__(self, pages: Pages, rule: AnyRule, marks: Sequence[Mark], **options: Any) -> None:
        self.pages = pages
        self.meeting, self.counts = voted(rule, marks, **options)
        self.record = archive(self.meeting, self.counts)

    def phone(self, *mine: str) -> Page:
        """The result on a phone whose own keys are these."""
        view = resident(self.meeting, self.counts)
        return self._drawn(on_phone.sketch(view, PRESENT, INDONESIAN), "hasil", frozenset(mine))

    def desk(self) -> Page:
        """The result at the facilitator's desk."""
        view = facilitator(self.meeting, self.counts)
        return self._drawn(at_desk.sketch(view, PRESENT, INDONESIAN), "hasil")

    def wall(self) -> Page:
        """The stage of the wall; pages that are not the first are hidden."""
        view = projector(self.meeting, self.counts)
        return self._drawn(on_wall.sketch(view, PRESENT, INDONESIAN), "isi")

    def archive(self) -> Page:
        """The record that anybody may read."""
        context = {
            "view": self.record,
            "head": self.record.head,
            "signed": None,
            "fingerprint": "",
            "example": False,
            "elections": [],
            "beyond": {},
            "lives": {},
            "noted": False,
            "scanned": False,
            "standing": 4,
            "flash": "",
            "path": "/",
            "back": "/",
            "base": "http://musrenbang.test",
            "telling": None,
            "ward": None,
            "district_slug": "",
            "token": "",
        }
        return _page(self.pages.html("archive/record.html", "id", context))

    def file(self) -> dict[str, Any]:
        """The only round in the JSON record."""
        (round_,) = json.loads(record.json_file(self.record))["rounds"]
        return dict(round_)

    def all(self) -> list[Page]:
        """Everything that people read."""
        return [self.phone(), self.desk(), self.wall(), self.archive()]

    def _drawn(self, sketch: Sketch, wanted: str, mine: frozenset[str] = frozenset()) -> Page:
        (fragment,) = [each for each in sketch.fragments if each.id == wanted]
        drawn = self.pages.html(fragment.template, "id", fragment.context)
        return _page(filled(drawn, sketch.text, mine, "token"))


PRESENT = Presence(online=3, screens=1)
INDONESIAN = language.load()["id"]


def _page(text: str) -> Page:
    return Page(httpx2.Response(200, text=text))


def of(pages: Pages, kind: str, **options: Any) -> Screens:
    return Screens(pages, RULES[kind], SOME[kind], **options)


def rows(page: Page) -> list[list[str]]:
    """The cells of every table row, as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", page.html, re.DOTALL)
    return [
        [_words(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in found
    ]


def _words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_is_shown_everywhere_with_its_rule(pages: Pages, kind: str) -> None:
    screens = of(pages, kind)
    for page in screens.all():
        for option in ("Parit Gang Mawar", "Lampu jalan 10 titik", "Sumur bor umum"):
            assert option in page.text
    assert RULE in screens.phone().text
    (caption,) = re.findall(r"<caption>(Begini.*?)</caption>", screens.archive().html, re.DOTALL)
    assert "Panjang batang menurut" in caption
    file = screens.file()
    assert file["rule"]["kind"] == kind
    for line in file["ranking"]:
        assert next(iter(line["figures"].values())) == line["votes"]
        assert list(line["figures"]) == list(RULES[kind].columns)


@pytest.mark.parametrize("kind", [kind for kind in RULES if not RULES[kind].once])
def test_while_it_is_open_one_sees_what_one_chose_and_nobody_else_does(
    pages: Pages, kind: str
) -> None:
    own = ("vote-1-2", "vote-1-2-0-1", "vote-1-3-0-2")
    screens = of(pages, kind, stage="open", live=True)
    assert "Pilihan Bapak/Ibu" not in screens.phone().text
    assert screens.phone(*own).text.count("Pilihan Bapak/Ibu") == 1
    closed = of(pages, kind)  # nobody can know any more
    assert "Pilihan Bapak/Ibu" not in closed.phone(*own).html


def test_agreement_is_said_in_figures_and_in_words(pages: Pages) -> None:
    screens = of(pages, "setuju")
    assert "2 setuju, 0 tidak, 1 abstain Disetujui" in screens.phone().text
    for word in ("Tidak disetujui", "Sama kuat, belum diputuskan"):
        assert word in screens.phone().text
        assert word in screens.archive().text
    assert "Suara sama dengan" not in screens.phone().text
    assert "2 : 0" in screens.wall().text
    assert ["Parit Gang Mawar Disetujui", "2 100%", "0", "1"] in rows(screens.archive())
    assert screens.file()["ranking"][0]["figures"] == {"setuju": 2, "tidak": 0, "abstain": 1}
    assert screens.file()["ranking"][0]["decided"] == "disetujui"


def test_a_ranking_shows_both_counts_and_where_they_differ(pages: Pages) -> None:
    screens = of(pages, "urutan")
    for page in (screens.phone(), screens.desk(), screens.archive()):
        assert "Borda menentukan urutan, Schulze pembanding." in page.text
        assert "Kedua cara berbeda pada 2 usulan." in page.text
        assert page.text.count("Kedua cara berbeda di sini") == 2
    assert "Borda: 12 poin, urutan 1" in screens.phone().text
    assert "Schulze: mengungguli 2 usulan, urutan 2" in screens.phone().text
    assert "Angka: poin Borda, menentukan. Kanan: urutan menurut Schulze." in screens.wall().text
    assert screens.wall().html.count("pj-differs") == 2
    other = Screens(pages, Rank(3, "schulze"), SOME["urutan"])
    assert "Schulze menentukan urutan, Borda pembanding." in other.phone().text
    assert "Angka: kemenangan Schulze, menentukan." in other.wall().text


def test_scores_are_exact_and_their_mean_has_one_decimal(pages: Pages) -> None:
    screens = of(pages, "skor")
    assert "Rata-rata 3,1 dari 5, dinilai 2 peserta" in screens.phone().text
    assert "6,20" in screens.wall().text
    assert ["1", "Parit Gang Mawar", "6,20", "3,1", "2"] in rows(screens.archive())
    assert "Mendesak bobot 60%" in screens.archive().text
    assert screens.file()["ranking"][0]["given"] == [1]


TWO_WAYS: list[Mark] = [[1], [1], [1], [2], [2], [3], [3]]


def test_money_stands_side_by_side_lingkungan_by_lingkungan(pages: Pages) -> None:
    screens = Screens(pages, Budget(155 * JUTA, fits=False), TWO_WAYS)
    for page in (screens.phone(), screens.desk(), screens.archive()):
        table = rows(page)
        assert ["Lingkungan", "Terbanyak menentukan", "Seimbang pembanding"] in table
        assert ["I", "Rp153 juta", "–"] in table
        assert ["II", "–", "Rp65 juta"] in table
        assert ["III", "–", "Rp85 juta"] in table
        assert ["Terpakai", "Rp153 juta", "Rp150 juta"] in table
        assert ["Sisa", "Rp2 juta", "Rp5 juta"] in table
        assert "Menurut cara seimbang: tidak masuk pagu" in page.text
        assert "Menurut cara seimbang: masuk pagu" in page.text
        assert "1 usulan masuk pagu. Terpakai Rp153 juta dari Rp155 juta" in page.text
    wall = screens.wall().html
    assert 'data-section="dana tiap lingkungan"' in wall
    assert wall.count('<li class="pj-where"') == 4
    assert "Sisa Rp2 juta dari Rp155 juta" in screens.wall().text
    most, equal = screens.file()["decisions"]
    assert most == {
        "by": "terbanyak",
        "counts": True,
        "chosen": [1],
        "undecided": [],
        "places": 0,
        "spent": 153 * JUTA,
        "left": 2 * JUTA,
        "by_neighborhood": {"I": 153 * JUTA},
    }
    assert (equal["by"], equal["counts"]) == ("seimbang", False)
    assert equal["by_neighborhood"] == {"II": 65 * JUTA, "III": 85 * JUTA}
    assert screens.file()["ranking"][0]["cost"] == 153 * JUTA


def test_the_method_that_counts_stands_first(pages: Pages) -> None:
    screens = Screens(pages, Budget(155 * JUTA, "seimbang", fits=False), TWO_WAYS)
    assert ["Lingkungan", "Seimbang menentukan", "Terbanyak pembanding"] in rows(screens.phone())
    assert [each["by"] for each in screens.file()["decisions"]] == ["seimbang", "terbanyak"]


def test_equals_of_whom_one_gets_the_money_by_its_number_are_called_that(pages: Pages) -> None:
    """Without a tie rule the number decides after all, and then that is what must be said."""
    screens = Screens(pages, Budget(155 * JUTA, fits=False), [[1], [2]])
    for page in (screens.phone(), screens.archive()):
        assert "di antara yang sama dana diberikan menurut nomor." in page.text
        assert "Nomor tidak menentukan urutan." not in page.text
    assert "sama, dana menurut nomor usulan." in screens.wall().text
    lots = Screens(pages, Budget(155 * JUTA, fits=False), [[1], [2]], ties=("undian",))
    assert "dana ditulis menurut nomor sampai undian dicatat." in lots.phone().text


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        ("biaya", "Suara sama, yang lebih murah didahulukan"),
        ("nomor", "Suara sama, nomor yang lebih kecil didahulukan"),
        ("undian", "Suara sama, urutannya menurut undian"),
    ],
)
def test_what_parted_equals_is_said(pages: Pages, tie: TieRule, said: str) -> None:
    drawn = (2, 1) if tie == "undian" else ()
    screens = Screens(pages, Choose(1), [[1], [2]], options=2, ties=(tie,), drawn=drawn)
    for page in (screens.phone(), screens.desk(), screens.archive()):
        assert page.text.count(said) == 2
    assert screens.file()["ties"] == [tie]
    assert [line["parted"] for line in screens.file()["ranking"]] == [tie, tie]


def test_an_election_says_who_is_elected_and_how_many_women(pages: Pages) -> None:
    screens = of(pages, "delegasi")
    for page in (screens.phone(), screens.desk(), screens.archive()):
        assert "2 kursi. Terpilih: Parit Gang Mawar, Titi beton Sungai Silau." in page.text
        assert "Perempuan terpilih 0, paling sedikit 1: belum terpenuhi." in page.text
    assert "Perempuan: 0, paling sedikit 1" in screens.wall().text
    enforced = Screens(pages, Elect(2, 2, 1, True), [*SOME["delegasi"], [2], [2]])
    assert "terpenuhi. Kursi ini diisi lebih dahulu, sesuai aturan." in enforced.phone().text
    assert screens.file()["decisions"][0]["chosen"] == [1, 3]


def test_a_candidate_is_no_link_to_a_proposal(pages: Pages) -> None:
    assert '<a href="#usulan-1"' not in of(pages, "delegasi").archive().html
    assert '<a href="#usulan-1"' in of(pages, "pilih").archive().html


def test_who_waits_for_lots_is_named_and_the_desk_leads_to_the_form(pages: Pages) -> None:
    waiting = Screens(pages, Elect(2, 2), LEVEL, ties=("undian",))
    said = "Undian menentukan 1 kursi di antara: Lampu jalan 10 titik, Titi beton Sungai Silau"
    for page in (waiting.phone(), waiting.desk(), waiting.archive()):
        assert said in page.text
    assert "Undian menentukan: Lampu jalan 10 titik, Titi beton Sungai Silau" in waiting.wall().text
    form = "/fasilitator/HMX4T7/undian?putaran=1"
    assert form in waiting.desk().links
    assert form not in waiting.phone().links
    drawn = Screens(pages, Elect(2, 2), LEVEL, ties=("undian",), drawn=(3, 2))
    for page in (drawn.phone(), drawn.desk(), drawn.archive()):
        assert "Urutan menurut undian: Titi beton Sungai Silau, Lampu jalan 10 titik." in page.text
        assert "Terpilih: Parit Gang Mawar, Titi beton Sungai Silau." in page.text
    assert "Yang sama diurutkan dengan undian." in drawn.wall().text
    assert drawn.file()["lots"] == [3, 2]
    assert waiting.file()["lots"] is None


def test_a_seat_that_no_rule_fills_is_left_to_the_meeting(pages: Pages) -> None:
    screens = Screens(pages, Elect(2, 2), LEVEL)
    assert "Aturan pemungutan ini tidak memakai undian." in screens.phone().text
    assert "Suara sama, belum terpilih: Lampu jalan 10 titik" in screens.wall().text
    assert "undian?putaran" not in screens.desk().html


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("stage", ["open", "closed"])
def test_nothing_is_drawn_of_a_vote_that_is_not_revealed(
    pages: Pages, kind: str, stage: str
) -> None:
    screens = of(pages, kind, stage=stage, ties=("undian",))
    for page in (screens.phone(), screens.desk(), screens.archive()):
        assert "Masuk pagu" not in page.text
        assert "Terpilih" not in page.text
        assert 'class="hasil"' not in page.html
    assert "pj-rows" not in screens.wall().html
    assert json.loads(record.json_file(screens.record))["rounds"] == []


def test_the_csv_says_what_was_decided(pages: Pages) -> None:
    screens = Screens(pages, Budget(155 * JUTA, fits=False), TWO_WAYS)
    lines = proposals_csv.csv_file(screens.record).decode("utf-8-sig").splitlines()
    assert ",jenis_pemungutan,putusan,biaya_pada_surat_suara_rp," in lines[0]
    assert ",anggaran,masuk pagu,153000000," in lines[1]
    assert ",anggaran,tidak masuk pagu,65000000," in lines[2]
