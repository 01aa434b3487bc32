"""What a rehearsal found, in words for somebody who runs a meeting and not a server."""

from collections.abc import Callable
from typing import Final

from musrenbang_live.core.rehearsing import Check, Finding

Say = Callable[[str], str]


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


NAMES: Final[dict[Check, str]] = {
    "alamat": _("Alamat untuk ponsel"),
    "masuk": _("Masuk ke musyawarah"),
    "usulan": _("Mengirim usulan"),
    "dukungan": _("Mendukung usulan"),
    "putus": _("Sambungan terputus"),
    "suara": _("Memberi suara"),
    "layar": _("Layar proyektor"),
    "hasil": _("Hasil yang terbit"),
}
_FINE: Final[dict[Check, str]] = {
    "alamat": _("Ponsel di jaringan ini dapat membuka alamatnya."),
    "masuk": _("%(count)s ponsel masuk. Hampir semua dalam %(seconds)s detik."),
    "usulan": _("%(count)s usulan tersimpan. Jawabannya datang dalam %(seconds)s detik."),
    "dukungan": _("%(count)s dukungan tersimpan. Jawabannya datang dalam %(seconds)s detik."),
    "putus": _(
        "%(count)s ponsel diputus di tengah acara. Semua kembali dalam %(seconds)s detik dan tidak"
        " kehilangan apa pun."
    ),
    "suara": _("%(count)s suara tersimpan. Jawabannya datang dalam %(seconds)s detik."),
    "layar": _("Hasil tampil di layar %(seconds)s detik sesudah tombol ditekan."),
    "hasil": _("Yang terbit sama persis dengan %(count)s kiriman yang dijawab tercatat."),
}
_SLOW: Final = _(
    "Semua berhasil, tetapi lambat: %(seconds)s detik. Tutup program lain di komputer ini, pakai"
    " kabel untuk komputer, dan dekatkan pemancar Wi-Fi ke ruangan."
)
_WRONG: Final[dict[Check, str]] = {
    "alamat": _(
        "Alamat ini tidak dapat dibuka dari jaringan. Periksa apakah komputer tersambung ke Wi-Fi"
        " ruangan dan tembok apinya (firewall) mengizinkan program ini."
    ),
    "masuk": _(
        "Tidak semua ponsel dapat masuk. Coba lagi dengan lebih sedikit ponsel; bila berhasil,"
        " komputer ini terlalu kecil untuk ruangan itu."
    ),
    "usulan": _("Ada usulan yang tidak tersimpan. Jangan mengadakan musyawarah sebelum ini hijau."),
    "dukungan": _("Ada dukungan yang tidak tersimpan."),
    "putus": _("Ada ponsel yang tidak kembali sesudah terputus."),
    "suara": _("Ada suara yang tidak tersimpan. Jangan mengadakan musyawarah sebelum ini hijau."),
    "layar": _("Layar tidak menampilkan hasil. Muat ulang halaman layar, lalu coba lagi."),
    "hasil": _(
        "Yang terbit tidak sama dengan yang dikirim. Jangan mengadakan musyawarah dengan komputer"
        " ini, dan laporkan catatannya."
    ),
}


def name_of(check: Check, say: Say) -> str:
    """What was looked at."""
    return say(NAMES[check])


def sentence_of(finding: Finding, say: Say) -> str:
    """What was found, and what to do about it where it is not fine."""
    figures = {
        "count": finding.count,
        "of": finding.of,
        "seconds": f"{finding.seconds:.1f}".replace(".", ","),
    }
    if finding.fine:
        return say(_FINE[finding.check]) % figures
    if not finding.problem and finding.count == finding.of:
        return say(_SLOW) % figures
    return say(_WRONG[finding.check])
