"""How residents of Tanjungbalai write what they ask for, as a table; read by `core.similar`.

Local and Malay words (*pajak* is a market, *titi* a small bridge, *kereta* a motorcycle), spellings
as they are typed, abbreviations, units. Everything is in small letters. Whoever changes this table
raises `core.similar.EDITION`, so that what is stored is made anew.
"""

from typing import Final

PHRASES: Final = {
    # the tide, and standing water whatever it came from
    **dict.fromkeys(
        (
            *("air pasang", "air pasang besar", "pasang besar", "tiap pasang", "setiap pasang"),
            *("bila pasang", "saat pasang", "waktu pasang", "kalau pasang", "kalo pasang"),
            *("pasang naik", "pasang naek", "pasang rob", "banjir rob", "air rob"),
        ),
        "genang",
    ),
    **dict.fromkeys(
        (
            *("lampu jalan", "lampu jln", "lampu pju", "penerangan jalan umum"),
            *("penerangan jalan", "lampu penerangan", "lampu penerangan jalan"),
        ),
        "lampu",
    ),
    **dict.fromkeys(
        ("saluran air", "saluran pembuangan", "got air", "parit air", "paret air"), "drainase"
    ),
    **dict.fromkeys(("tembok penahan", "dinding penahan", "penahan tanah"), "turap"),
    **dict.fromkeys(("air bersih", "air ledeng", "air minum", "air pam"), "pam"),
    **dict.fromkeys(("tempat sampah", "tong sampah", "bak sampah"), "sampah"),
    **dict.fromkeys(("cor beton", "rabat beton", "paving block"), "semen"),
    "gorong gorong": "gorong",
    "anak sungai": "paluh",
    "jalan setapak": "gang",
    "zebra cross": "zebracross",
    "pos kamling": "kamling",
    "pos ronda": "kamling",
}
"""Words that mean one thing together, and the word for it; read before single words."""

WORDS: Final = {
    # local words and Malay spellings
    "pajak": "pasar",
    **dict.fromkeys(("titi", "jambatan", "jmbtn"), "jembatan"),
    **dict.fromkeys(
        ("parit", "paret", "got", "selokan", "saluran", "riol", "drainasi"), "drainase"
    ),
    **dict.fromkeys(("tangkahan", "tambatan"), "dermaga"),
    **dict.fromkeys(("boat", "bot", "sampan"), "perahu"),
    **dict.fromkeys(("kereta", "honda"), "motor"),
    **dict.fromkeys(("masjid", "msjd", "mesjit"), "mesjid"),
    **dict.fromkeys(("surau", "musholla", "musala", "mushola", "langgar"), "mushalla"),
    **dict.fromkeys(("kuburan", "pekuburan", "makam", "pemakaman"), "kubur"),
    **dict.fromkeys(("bronjong", "beronjong", "turab"), "turap"),
    **dict.fromkeys(("hotmix", "hotmik", "hotmiks"), "aspal"),
    **dict.fromkeys(("semenisasi", "paving", "rabat", "cor"), "semen"),
    **dict.fromkeys(("pju", "penerangan", "lmpu"), "lampu"),
    **dict.fromkeys(("wc", "jamban", "toilet", "kakus"), "mck"),
    **dict.fromkeys(("pdam", "ledeng"), "pam"),
    **dict.fromkeys(("banjir", "rob", "rendam", "terendam", "tegenang", "bah"), "genang"),
    **dict.fromkeys(("lobang", "bolong", "berlobang"), "lubang"),
    **dict.fromkeys(("tumpat", "mampet"), "sumbat"),
    **dict.fromkeys(("lapok", "buruk", "rapuh"), "lapuk"),
    **dict.fromkeys(("kelam", "golap"), "gelap"),
    **dict.fromkeys(("jambret", "maling", "begal", "rampok", "pencuri"), "jahat"),
    **dict.fromkeys(("siskamling", "poskamling", "ronda"), "kamling"),
    **dict.fromkeys(("longsor", "abrasi"), "kikis"),
    **dict.fromkeys(("botul", "botulkan"), "betul"),
    "naek": "naik",
    "dingin": "dingin",
    "pegangan": "pegang",
    # abbreviations
    **dict.fromkeys(("jln", "jl", "jlan", "jalanan"), "jalan"),
    **dict.fromkeys(("gg", "lorong"), "gang"),
    **dict.fromkeys(("sd", "smp", "sma", "mdta", "sklh", "madrasah"), "sekolah"),
    "rmh": "rumah",
    **dict.fromkeys(
        (
            *("utk", "dgn", "yg", "tdk", "blm", "sdh", "krn", "karna", "dpn", "blkg", "dkt"),
            *("spy", "sgt", "byk", "tlg", "mhn", "pd", "dr", "sampe", "ampe", "hrs", "lingkungn"),
        ),
        "",
    ),
    # what is to be done, see KINDS
    "bikin": "buat",
    **dict.fromkeys(("rehabilitasi", "renovasi"), "rehab"),
    # units
    **dict.fromkeys(("m", "mtr", "m2", "m3"), "meter"),
    **dict.fromkeys(("bh", "bj", "unit", "pcs"), "buah"),
    **dict.fromkeys(("pkt", "org", "kk", "km", "cm"), ""),
}
"""A word as it is typed and the word it is read as; "" where it says nothing."""

STOP: Final = frozenset(
    """
    ada adalah agar aja akan aku anak antar antara apa atas atau bagi bagian bahwa bapak baru
    beberapa belakang belum berada besar biar bila bisa bu buah buat buk bulan cukup dah dalam dan
    dapat dari dekat demi dengan depan di dia dong dua dulu empat enggak gak hal hampir hanya hari
    harus hingga ibu ini itu jadi jangan juga kalau kali kalo kami kan kanan karena kata ke kecil
    kelurahan kepada kepling kilometer kini kiri kita lagi lah lalu lama lebih lg lingkungan
    lokasi lurah macam maka masih masyarakat mau memang meter mohon nanti nek nggak nya oleh orang
    pada pak paket paling para penduduk pengen perlu pernah pula pun rusak saat saja sama sampai
    sana sangat satu saya se sebab sebelah secara sedang segera sekali sekarang sekitar selalu
    semua sepanjang seperti sering serta setiap siap sini situ sudah supaya susah tahun tak tanpa
    tapi tempat tepi terus tiap tidak tiga titik tolong ujung umum untuk utama waktu warga wilayah
    yang
    """.split()
)
"""Words that stand in any proposal and make none like another."""

KINDS: Final = {
    **dict.fromkeys(("bangun", "buat", "pasang", "ada", "tambah", "sambung"), "baru"),
    **dict.fromkeys(("baik", "ganti", "betul", "rehab", "rawat", "tambal", "benah"), "perbaiki"),
    **dict.fromkeys(("keruk", "normalisasi", "bersih", "sedot", "angkut", "gali"), "bersihkan"),
    **dict.fromkeys(("tinggi", "timbun", "tambun"), "tinggikan"),
    **dict.fromkeys(("latih", "suluh", "sosialisasi", "bina", "ajar"), "latih"),
    **dict.fromkeys(("bantu", "modal", "sumbang"), "bantu"),
}
"""Words for what is to be done, and its kind: a new bridge is not the repair of an old one."""

OBJECTS: Final = frozenset(
    """
    alat ambulans aspal bedah bendungan cctv dermaga drainase gapura gorong jaring jembatan kamling
    kantor klep kubur lampu lansia lapangan mck mesin mesjid motor mushalla narkoba olah pagar pam
    pasar perahu plang pompa portal posyandu puskesmas ramp rambu sampah sekolah semen sumur taman
    tanggul timbang tower turap umkm zebracross
    """.split()
)
"""What proposals ask for. Two that have none of these in common do not ask the same."""

ROOTS: Final = (
    frozenset(KINDS)
    | OBJECTS
    | frozenset(WORDS)
    | frozenset(WORDS.values()) - {""}
    | {
        *("genang", "lubang", "kikis", "pecah", "rusak", "terang", "asin", "bocor", "patah"),
        *(
            "hubung",
            "nelayan",
            "balita",
            "jualan",
            "sekolah",
            "pemuda",
            "tangkap",
            "bersih",
            "mandi",
        ),
        *(
            "rumah",
            "sungai",
            "pantai",
            "tanah",
            "masuk",
            "rawan",
            "malam",
            "jalan",
            "simpang",
            "gang",
        ),
    }
)
"""Roots that are looked for in a word with prefixes and endings."""
