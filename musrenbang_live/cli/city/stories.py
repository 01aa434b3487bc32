"""What the invented people of a kelurahan ask for: invented texts about what such places ask for.

`{g}` is a lane of the kelurahan, `{l}` the lingkungan. All figures are invented.
"""

import random
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.events import ProposalContent


class Story(Struct, frozen=True):
    """A proposal as it could be made anywhere. `unit_cost` in rupiah; `least` to `most` units."""

    title: str
    problem: str
    sector: str
    unit: str
    least: int
    most: int
    unit_cost: int
    agency: str
    whom: str = "KK"


PUPR: Final = "Dinas PUPR"
STORIES: Final = (
    Story(
        "Semenisasi {g} Lingkungan {l}",
        "Gang becek dan licin bila hujan, anak sekolah sering jatuh.",
        "infra",
        "meter",
        80,
        220,
        400_000,
        PUPR,
    ),
    Story(
        "Pembangunan drainase {g} Lingkungan {l}",
        "Air pasang masuk ke rumah warga karena parit belum ada.",
        "infra",
        "meter",
        90,
        260,
        850_000,
        PUPR,
    ),
    Story(
        "Lampu jalan {g} sampai simpang",
        "Gelap sekali pada malam hari, warga takut lewat.",
        "infra",
        "titik",
        6,
        14,
        6_500_000,
        "Dinas Perhubungan",
    ),
    Story(
        "Penggantian titi kayu {g} menjadi titi beton",
        "Titi kayu sudah lapuk dan sempit, sepeda motor tidak dapat lewat.",
        "infra",
        "unit",
        1,
        2,
        85_000_000,
        PUPR,
    ),
    Story(
        "Pengaspalan jalan Lingkungan {l}",
        "Jalan berlubang dan tergenang setiap pasang besar.",
        "infra",
        "meter",
        150,
        420,
        1_150_000,
        PUPR,
    ),
    Story(
        "Normalisasi parit besar Lingkungan {l}",
        "Parit tersumbat lumpur dan sampah, air tergenang berhari-hari.",
        "infra",
        "meter",
        120,
        400,
        320_000,
        PUPR,
    ),
    Story(
        "Turap tepi sungai Lingkungan {l}",
        "Tepi sungai longsor, beberapa rumah hampir jatuh.",
        "infra",
        "meter",
        40,
        90,
        6_000_000,
        PUPR,
    ),
    Story(
        "Sambungan air bersih Lingkungan {l}",
        "Air sering mati, dan bila hidup rasanya asin.",
        "sos",
        "sambungan",
        30,
        90,
        2_200_000,
        "Dinas Perkim",
    ),
    Story(
        "Pembangunan gedung Posyandu Lingkungan {l}",
        "Posyandu masih menumpang di teras rumah kader.",
        "sos",
        "unit",
        1,
        1,
        150_000_000,
        "Dinas Kesehatan",
        "balita",
    ),
    Story(
        "Timbangan dan pengukur tinggi balita untuk Posyandu",
        "Alat timbang sudah rusak, hasilnya tidak dapat dipercaya.",
        "sos",
        "set",
        2,
        4,
        7_000_000,
        "Dinas Kesehatan",
        "balita",
    ),
    Story(
        "Becak sampah dan bak sampah Lingkungan {l}",
        "Sampah dibuang ke paluh karena tidak ada yang mengangkut.",
        "sos",
        "unit",
        2,
        6,
        15_000_000,
        "Dinas Lingkungan Hidup",
    ),
    Story(
        "Rehab ruang belajar MDTA Lingkungan {l}",
        "Atap ruang belajar bocor, murid libur bila hujan.",
        "sos",
        "ruang",
        1,
        3,
        55_000_000,
        "Bagian Kesra Setdako",
        "murid",
    ),
    Story(
        "Bedah rumah tidak layak huni Lingkungan {l}",
        "Beberapa rumah janda dan lansia hampir roboh.",
        "sos",
        "rumah",
        3,
        8,
        25_000_000,
        "Dinas Perkim",
    ),
    Story(
        "Pelatihan olahan hasil laut untuk ibu-ibu",
        "Hasil laut dijual mentah dengan harga rendah.",
        "eko",
        "angkatan",
        1,
        3,
        22_000_000,
        "Dinas Koperasi dan UKM",
        "orang",
    ),
    Story(
        "Perbaikan tangkahan nelayan Lingkungan {l}",
        "Papan tangkahan patah, boat susah bertambat.",
        "eko",
        "unit",
        1,
        1,
        120_000_000,
        "Dinas Perikanan",
        "nelayan",
    ),
    Story(
        "Bantuan jaring dan mesin sampan nelayan kecil",
        "Hasil tangkap turun dan alat tangkap sudah rusak.",
        "eko",
        "paket",
        8,
        20,
        15_000_000,
        "Dinas Perikanan",
        "nelayan",
    ),
    Story(
        "Tenda dan gerobak pedagang {g}",
        "Pedagang berjualan di bahu jalan tanpa peneduh.",
        "eko",
        "unit",
        10,
        24,
        4_500_000,
        "Dinas Perdagangan",
        "pedagang",
    ),
    Story(
        "Pos kamling Lingkungan {l}",
        "Pencurian mulai sering, ronda tidak punya tempat.",
        "tib",
        "unit",
        1,
        2,
        18_000_000,
        "Kelurahan",
    ),
    Story(
        "Polisi tidur dan rambu di depan sekolah",
        "Kendaraan melaju kencang di depan sekolah dasar.",
        "tib",
        "paket",
        1,
        2,
        12_000_000,
        "Dinas Perhubungan",
        "murid",
    ),
    Story(
        "Papan informasi pelayanan kantor lurah",
        "Warga tidak tahu syarat surat, harus datang dua kali.",
        "tib",
        "unit",
        1,
        1,
        9_000_000,
        "Kelurahan",
        "orang",
    ),
)
LANES: Final = tuple(
    f"Gang {name}"
    for name in (
        "Nelayan Kerang Mawar Melati Rambutan Manggis Bahari Pelita Sepakat Keluarga Sentosa Karya "
        "Camar Pandan Kenanga Bersama Damai Teratai Cempaka Nusa"
    ).split()
)


def told(
    chance: random.Random, neighborhoods: Sequence[str], sectors: Sequence[str], count: int
) -> list[ProposalContent]:
    """What `count` people of one kelurahan ask for; no two ask for the same."""
    return [
        _content(chance, story, chance.choice(neighborhoods), sectors)
        for story in chance.sample(STORIES, min(count, len(STORIES)))
    ]


def _content(
    chance: random.Random, story: Story, neighborhood: str, sectors: Sequence[str]
) -> ProposalContent:
    units = chance.randint(story.least, story.most)
    units -= units % 5 if units > 40 else 0
    return ProposalContent(
        title=story.title.format(g=chance.choice(LANES), l=neighborhood),
        problem=story.problem,
        sector=story.sector if story.sector in sectors else sectors[-1],
        neighborhood=neighborhood,
        quantity=units,
        unit=story.unit,
        cost=units * story.unit_cost,
        unit_cost=story.unit_cost,
        beneficiaries=chance.randrange(20, 180, 5),
        beneficiary_unit=story.whom,
        agency=story.agency,
    )
