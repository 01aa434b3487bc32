"""The sentence for every refusal: first what happened, then what to do; never blame."""

from typing import Any, Final

from musrenbang_live.core.codes import spoken
from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.formats import clock
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import numbers


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


SENTENCES: Final[dict[str, str]] = {
    "session_unknown": _("Kode %(code)s tidak dikenal. Periksa sekali lagi kode di layar depan."),
    "session_not_open": _("Musyawarah belum dimulai atau sudah selesai."),
    "session_already_open": _("Musyawarah sudah dibuka."),
    "session_not_closed": _("Tutup musyawarah dahulu, lalu terbitkan hasilnya."),
    "session_published": _("Hasil sudah diterbitkan dan tidak dapat diubah lagi."),
    "phase_unknown": _("Tahap itu tidak ada dalam rencana sesi ini."),
    "phase_closed": _("Tahap ini sudah ditutup. Tunggu petunjuk di layar depan."),
    "proposal_unknown": _("Usulan itu tidak ditemukan."),
    "proposal_hidden": _("Usulan itu tidak lagi ditampilkan."),
    "proposal_not_pending": _(
        "Usulan ini sudah diperiksa panitia. Untuk mengubahnya, temui panitia."
    ),
    "proposal_not_yours": _("Usulan ini hanya dapat diubah oleh pengusulnya."),
    "proposal_merged": _("Usulan itu sudah digabung dengan usulan lain."),
    "proposal_not_merged": _("Usulan itu tidak sedang digabung."),
    "proposal_in_vote": _("Usulan ini sedang dipilih warga. Ubahlah setelah pemungutan ditutup."),
    "proposal_limit": _(
        "Sudah %(limit)s usulan Bapak/Ibu menunggu diperiksa. Kirim lagi setelah ada yang tampil."
    ),
    "merge_with_itself": _("Pilih usulan lain sebagai tempat bergabung."),
    "proposal_ranked": _(
        "Usulan %(number)s ada di urutan prioritas. Keluarkan dahulu dari urutan itu."
    ),
    "proposal_not_accommodated": _(
        "Usulan %(number)s diputuskan belum diakomodir. Batalkan keputusan itu dahulu."
    ),
    "verdict_unknown": _("Keputusan itu tidak dikenal. Muat ulang halaman, lalu pilih kembali."),
    "ranks_malformed": _("Ada nomor yang tertulis dua kali. Periksa urutannya."),
    "question_unknown": _("Pertanyaan itu tidak ditemukan."),
    "question_hidden": _("Pertanyaan itu tidak ditampilkan. Tampilkan dahulu."),
    "question_limit": _(
        "Sudah %(limit)s pertanyaan Bapak/Ibu menunggu diperiksa. Tunggu sebentar, lalu kirim lagi."
    ),
    "promise_unknown": _("Hasil tahun lalu dengan nomor itu tidak ditemukan."),
    "promise_limit": _("Hasil tahun lalu sudah %(limit)s baris, sebanyak yang dapat dimuat."),
    "promise_state_unknown": _("Keadaan itu tidak dikenal. Muat ulang halaman, lalu pilih lagi."),
    "office_kind_unknown": _("Pilih jenis kantornya."),
    "office_unknown": _("Kantor itu tidak ada. Muat ulang halaman."),
    "office_taken": _("Sudah ada kantor dengan nama ini."),
    "district_unknown": _("Pilih kecamatannya."),
    "follow_up_not_yours": _("Usulan ini bukan urusan kantor Bapak/Ibu."),
    "follow_up_not_next": _(
        "Dari keadaannya sekarang, kantor Bapak/Ibu tidak dapat memindahkan usulan ini ke sana."
    ),
    "follow_up_state_unknown": _("Status itu tidak dikenal. Pilih salah satu dari daftar."),
    "follow_up_moved": _(
        "Sementara itu usulan ini sudah dipindahkan orang lain. Lihat riwayatnya, lalu putuskan"
        " lagi."
    ),
    "follow_up_passed": _("Keputusan itu bukan yang terakhir lagi, jadi tidak dapat dibatalkan."),
    "reason_unknown": _("Pilih alasan dari daftar."),
    "year_unlikely": _("Tahunnya sebelum musyawarah atau terlalu jauh sesudahnya."),
    "cost_unlikely": _(
        "Biaya ini jauh berbeda dari sebelumnya. Periksa banyaknya nol, atau centang bahwa angkanya"
        " benar."
    ),
    "batch_unknown": _("Impor itu tidak ditemukan."),
    "rehearsal_running": _("Geladi lain sedang berjalan di situs ini. Tunggu sampai selesai."),
    "show_unknown": _("Layar tidak dapat menampilkan itu. Muat ulang halaman, lalu pilih kembali."),
    "sector_unknown": _("Pilih bidang dari daftar."),
    "neighborhood_unknown": _("Pilih lingkungan dari daftar."),
    "reason_missing": _("Tuliskan alasannya. Alasan ini ikut diterbitkan."),
    "minutes_not_ready": _(
        "Dokumen dapat dicetak setelah musyawarah dibuka dan tidak ada pemungutan suara yang"
        " sedang berjalan."
    ),
    "minutes_changed": _(
        "Sementara Bapak/Ibu mengetik, isian ini disimpan dari tempat lain. Bandingkan, lalu simpan"
        " lagi."
    ),
    "date_invalid": _("Tanggal itu tidak ada. Tulis seperti 2027-01-14."),
    "nip_invalid": _("NIP terdiri dari 18 angka. Periksa sekali lagi, atau kosongkan."),
    "list_too_long": _("Paling banyak %(limit)s baris."),
    "scan_unreadable": _("Berkas itu bukan PDF, JPG, atau PNG. Pindai kembali, lalu unggah."),
    "round_unknown": _("Pemungutan suara itu tidak ada."),
    "round_already_open": _("Tutup pemungutan suara yang berjalan dahulu."),
    "round_not_open": _("Pemungutan suara belum dibuka."),
    "round_closed": _("Pemungutan sudah ditutup."),
    "round_not_closed": _("Tutup pemungutan suara dahulu, lalu umumkan hasilnya."),
    "lists_not_ready": _("Daftar ini terbit setelah pemungutan suara ditutup."),
    "round_held": _("Pemungutan suara ini sudah pernah diadakan."),
    "round_without_options": _("Belum ada usulan yang dapat dipilih. Tampilkan usulan dahulu."),
    "option_without_cost": _(
        "Usulan %(number)s belum punya perkiraan biaya. Lengkapi dahulu, atau keluarkan dari"
        " surat suara."
    ),
    "candidate_unknown": _("Calon itu tidak ditemukan."),
    "candidate_named_already": _("Calon bernama itu sudah ada. Tambahkan pembedanya."),
    "candidate_limit": _("Calon sudah %(limit)s orang. Tarik seorang dahulu."),
    "candidate_in_vote": _("Calon tidak dapat diubah selama pemilihan delegasi dibuka."),
    "lots_not_planned": _("Rencana sesi tidak menentukan undian untuk suara yang sama."),
    "lots_malformed": _("Urutan undian tidak terbaca. Isi setiap nama satu kali."),
    "hands_not_possible": _(
        "Untuk jenis pemungutan ini angkat tangan tidak dapat dihitung. Pakai ponsel atau kertas."
    ),
    "hands_too_many": _(
        "Nomor %(number)s mendapat lebih banyak tangan daripada %(limit)s orang yang ikut."
        " Hitung kembali."
    ),
    "hands_too_many_in_all": _(
        "Jumlah semua tangan melebihi %(limit)s: setiap orang mengangkat tangan paling banyak"
        " %(most)s kali. Hitung kembali."
    ),
    "hands_over_cards": _(
        "Kartu yang belum dipakai memilih tinggal %(limit)s. Yang mengangkat tangan tidak dapat"
        " lebih banyak dari itu."
    ),
    "typed_nothing": _("Ketik pilihan di kertas itu, - bila kosong, atau x bila tidak sah."),
    "typed_unreadable": _("Bagian ini tidak terbaca: %(part)s. Lihat contoh di bawah kotak."),
    "typed_unknown": _("Nomor %(number)s tidak ada di surat suara ini."),
    "typed_twice": _("Nomor %(number)s diketik dua kali."),
    "typed_scores": _("Bagian ini perlu %(limit)s nilai, satu angka tiap kriteria: %(part)s"),
    "paper_not_by_card": _(
        "Surat suara kertas diketik menurut kode kartu. Musyawarah ini tidak memakai kartu suara."
    ),
    "paper_first_due": _("Kertas kartu ini belum diketik pertama kali."),
    "paper_second_due": _(
        "Kertas kartu ini sudah diketik pertama kali. Ia menunggu ketikan kedua."
    ),
    "paper_third_due": _("Dua ketikan kertas ini berbeda. Ketikan ketiga yang menentukan."),
    "paper_counted": _("Kertas kartu ini sudah dihitung."),
    "paper_beside": _("Kartu ini sudah memberi suara lewat ponsel; kertas ini tidak dihitung."),
    "paper_void": _("Kertas kartu ini sudah diketik dua kali sebagai kosong atau tidak sah."),
    "paper_not_typed": _("Belum ada yang diketik untuk kartu itu."),
    "paper_agreed": _("Dua ketikan kertas ini sama. Ketik sekali lagi agar dihitung."),
    "mark_malformed": _("Pilihan tidak terbaca. Muat ulang halaman ini, lalu pilih kembali."),
    "mark_unreadable": _(
        "Isian untuk %(names)s tidak terbaca. Tulis dengan angka bulat, atau kosongkan, lalu simpan"
        " lagi. Isian lain tetap ada."
    ),
    "mark_unknown_option": _(
        "Ada pilihan yang tidak tercantum. Muat ulang halaman, lalu pilih kembali."
    ),
    "mark_duplicate_option": _("Satu usulan hanya dapat dipilih satu kali."),
    "mark_too_many": _("Sudah %(limit)s usulan. Lepas satu dahulu bila ingin mengganti."),
    "mark_too_many_points": _("Poinnya lebih dari %(limit)s. Kurangi dahulu, lalu kirim kembali."),
    "mark_too_many_on_one": _("Satu usulan paling banyak mendapat %(limit)s poin."),
    "mark_incomplete": _(
        "Ada usulan yang belum dinilai lengkap. Isi semua kriterianya, atau kosongkan usulan itu."
    ),
    "mark_same_place": _(
        "Dua usulan diberi tempat yang sama. Periksa urutannya, lalu simpan lagi."
    ),
    "mark_over_budget": _("Pilihan ini melebihi pagu. Lepas satu usulan dahulu."),
    "mark_empty": _("Belum ada yang dipilih. Surat suara kosong tidak dapat dimasukkan."),
    "ballot_cast": _("Suara Bapak/Ibu sudah ada di kotak suara dan tidak dapat diganti."),
    "card_spent": _("Kartu ini sudah memberi suara. Suara di kotak suara tidak dapat diganti."),
    "text_missing": _("Bagian ini belum diisi."),
    "text_too_long": _(
        "Tulisan terlalu panjang. Ringkaslah menjadi paling banyak %(limit)s huruf."
    ),
    "text_has_nik": _("NIK tidak perlu ditulis di sini. Hapus angka itu, lalu kirim kembali."),
    "text_has_phone": _("Nomor telepon tidak perlu ditulis. Hapus nomornya, lalu kirim kembali."),
    "phone_invalid": _("Tulis nomor teleponnya saja, misalnya 0812 3456 7890, atau kosongkan."),
    "attendee_unknown": _("Nama itu sudah tidak ada di daftar hadir."),
    "attendance_full": _("Daftar hadir sudah berisi %(limit)s orang dan tidak dapat ditambah."),
    "attendees_too_many": _(
        "Satu ponsel mencatat paling banyak %(limit)s orang. Yang lain dicatat di meja pendaftaran."
    ),
    "attendance_erased": _("Nama-nama di daftar hadir musyawarah ini sudah dihapus."),
    "number_invalid": numbers.example(""),
    "participant_unknown": _("Ponsel ini belum ikut musyawarah. Tekan Ikut musyawarah dahulu."),
    "cards_not_used": _("Musyawarah ini tidak memakai kartu suara."),
    "card_needed": _("Untuk memilih, masukkan dahulu kode kartu suara."),
    "card_missing": _("Ketik kode yang tercetak di kartu."),
    "card_symbol": _(
        "Kode kartu tidak memakai tanda %(symbol)s."
        " Angka 0 dan 1 serta huruf O, I, dan L tidak pernah tercetak. Lihat sekali lagi."
    ),
    "card_length": _("Kode kartu terdiri dari %(length)s tanda. Yang diketik %(given)s."),
    "card_typo": _("Ada tanda yang keliru atau tertukar. Cocokkan sekali lagi dengan kartu."),
    "card_unknown": _("Kode itu bukan kartu musyawarah ini. Cocokkan sekali lagi dengan kartu."),
    "card_inactive": _("Kartu ini belum diaktifkan. Tunjukkan kepada panitia di meja pintu."),
    "card_void": _("Kartu ini sudah tidak berlaku. Tunjukkan kepada panitia di meja pintu."),
    "card_not_printed": _("Kartu nomor %(number)s belum dicetak."),
    "card_not_active": _("Kartu nomor %(number)s belum dibagikan, atau sudah tidak berlaku."),
    "card_not_waiting": _("Kartu nomor %(number)s sudah dibagikan, atau sudah tidak berlaku."),
    "cards_too_many": _("Satu ponsel memegang paling banyak %(limit)s kartu. Lepas satu dahulu."),
    "cards_slowed": _(
        "Banyak kode keliru sedang dicoba, maka kartu baru diterima perlahan."
        " Tekan sekali lagi sebentar lagi."
    ),
    "cards_are_printed": _("Musyawarah ini memakai kartu suara tercetak. Kartunya di meja pintu."),
    "rights_by_desk": _(
        "Musyawarah ini tidak memakai kode kartu. Minta hak suara dari ponsel, lalu tunjukkan"
        " nomornya ke meja pendaftaran."
    ),
    "right_needed": _(
        "Untuk memilih, minta dahulu hak suara, lalu tunjukkan nomornya ke meja pendaftaran."
    ),
    "right_void": _("Hak suara ini sudah tidak berlaku. Tanyakan ke meja pendaftaran."),
    "right_not_asked": _("Nomor %(number)s belum diminta oleh ponsel mana pun."),
    "right_not_active": _("Nomor %(number)s belum disetujui, atau sudah tidak berlaku."),
    "right_not_waiting": _("Nomor %(number)s sudah disetujui tadi, atau sudah tidak berlaku."),
    "rights_too_many": _(
        "Dari ponsel ini sudah diminta sebanyak yang dapat diberikan. Datanglah ke meja"
        " pendaftaran."
    ),
    "rights_queue_full": _(
        "Banyak nomor sedang menunggu di meja pendaftaran. Coba lagi beberapa saat lagi."
    ),
    "note_unknown": _("Catatan itu tidak ada."),
    "note_changed": _("Catatan ini sudah diubah orang lain. Kedua tulisan masih ada."),
    "speaker_unnamed": _("Sebutkan nama pembicara atau lingkungannya."),
    "speaker_unknown": _("Tidak ada yang menunggu giliran dengan nomor itu."),
    "speakers_full": _("Daftar pembicara sudah penuh. Coba lagi setelah beberapa orang bicara."),
    "speakers_closed": _("Permintaan bicara dari ponsel sedang ditutup. Angkat tangan saja."),
    "session_full": _("Panitia sedang membuka tempat. Isian Bapak/Ibu tetap ada di sini."),
    "too_fast": _("Terlalu banyak kiriman dari ponsel ini. Tunggu sebentar, lalu kirim kembali."),
    "stale": _("Ada perubahan pada saat yang sama. Periksa, lalu coba sekali lagi."),
    "busy": _("Banyak yang mengirim bersamaan. Kiriman disimpan dan dicoba lagi."),
    "unsafe_storage": _(
        "Pemungutan belum dapat dibuka: basis data tidak menjamin penyimpanan (%(problem)s)."
        " Hubungi pengelola."
    ),
    "address_unknown": _(
        "Di alamat itu tidak ada teks yang dapat dihapus. Salin alamat usulan, pertanyaan, atau"
        " catatannya."
    ),
    "inquiry_unknown": _("Pertanyaan itu tidak ditemukan."),
    "inquiry_changed": _(
        "Sementara itu pertanyaan ini diubah petugas lain. Periksa keadaannya, lalu ulangi."
    ),
    "inquiry_merged": _("Pertanyaan ini sudah digabung. Pisahkan dahulu, lalu ulangi."),
    "inquiry_itself": _("Pertanyaan tidak dapat digabung dengan dirinya sendiri atau bagiannya."),
    "inquiry_limit": _(
        "Sudah %(limit)s pertanyaan dari perangkat ini menunggu diperiksa. Kirim lagi nanti."
    ),
    "inquiries_full": _(
        "Terlalu banyak pertanyaan menunggu diperiksa. Kirim lagi beberapa waktu kemudian."
    ),
    "office_unsuited": _("Pilih kantor yang menjawab."),
    "not_allowed": _("Halaman ini untuk petugas yang berwenang. Silakan masuk dahulu."),
    "message_malformed": _("Kiriman tidak terbaca. Muat ulang halaman ini, lalu coba lagi."),
    "message_too_large": _("Kiriman terlalu besar. Ringkaslah, lalu kirim kembali."),
    "catalog_without_headings": _(
        "Judul kolom tidak ditemukan. Perlu kolom nama kegiatan dan paling sedikit satu kolom lain,"
        " misalnya satuan. Pakai berkas contoh bila ragu."
    ),
    "catalog_empty": _("Di bawah judul kolom tidak ada isi."),
    "catalog_too_long": _("Kamus ini lebih dari %(limit)s baris. Hapus baris yang tidak dipakai."),
    "catalog_year": _("Tulis tahun rencananya dengan empat angka, misalnya 2028."),
    "catalog_unknown": _("Kamus itu tidak ditemukan. Mungkin sudah diganti atau dibatalkan."),
    "catalog_item_unknown": _("Kode itu tidak ada di kamus tahun ini. Cari kembali di kamus."),
    "sheet_unreadable": _(
        "Berkas ini tidak terbaca. Simpan sebagai .xlsx atau .csv, lalu kirim kembali."
    ),
    "sheet_too_large": _("Isi berkas ini terlalu besar. Hapus lembar lain, lalu kirim kembali."),
    "file_missing": _("Pilih dahulu berkasnya. Berkas yang kosong tidak dapat dibaca."),
    "file_too_large": _("Berkas ini lebih besar dari %(limit)s. Kirim berkas yang lebih kecil."),
    "photo_unreadable": _(
        "Foto ini tidak terbaca. Kirim foto JPG, PNG, atau WebP yang lain, atau tanpa foto."
    ),
    "photo_too_large": _("Foto ini terlalu besar (paling besar %(limit)s). Kirim foto lain."),
    "article_unknown": _("Kabar atau dokumen itu tidak ditemukan."),
    "article_changed": _(
        "Orang lain menyimpan lebih dahulu. Tulisannya ada di Riwayat, dan tulisan Bapak/Ibu "
        "masih di sini. Simpan sekali lagi bila tulisan ini yang berlaku."
    ),
    "article_needs_session": _("Pilih sesinya. Fasilitator menulis untuk sesi yang dipimpinnya."),
    "tags_too_many": _("Topiknya paling banyak %(limit)s. Hapus beberapa."),
    "time_invalid": _("Tulis pukulnya seperti 09.00."),
    "attachment_kind": _(
        "Berkas ini tidak dapat dilampirkan. Yang dapat: PDF, Word, Excel, PowerPoint, ODT, "
        "ODS, atau gambar, tanpa makro."
    ),
    "attachments_full": _("Berkasnya sudah %(limit)s, sebanyak yang dapat dilampirkan."),
    "report_unknown": _("Laporan itu tidak ditemukan. Periksa nomor atau tautannya."),
    "report_number_wrong": _("Ada satu angka yang keliru pada nomor itu. Periksa kembali."),
    "report_kind_unknown": _("Pilih dahulu: aspirasi atau keluhan."),
    "report_has_parts": _(
        "Laporan lain sudah digabung ke laporan ini. Gabungkan yang satunya ke sini."
    ),
    "report_moved_on": _("Keadaan laporan ini sudah berubah. Muat ulang halaman, lalu lihat lagi."),
    "report_limit": _("Sudah %(limit)s kiriman dari ponsel ini. Coba lagi beberapa saat nanti."),
    "report_meeting_closed": _("Musyawarah itu tidak lagi menerima usulan. Pilih musyawarah lain."),
    "ward_unknown": _("Pilih kelurahan dari daftar."),
    "member_unknown": _("Anggota itu tidak ada di daftar."),
    "member_twice": _("Nama ini sudah ada di baris lain."),
    "members_without_headings": _("Judul kolom tidak ditemukan. Perlu kolom nama dan dapil."),
    "members_empty": _("Di bawah judul kolom tidak ada nama."),
    "members_too_many": _("Daftar ini lebih dari %(limit)s baris. Periksa berkasnya."),
    "page_expired": _("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim kembali."),
    "login_failed": _("Nama atau kata sandi belum cocok. Periksa kembali."),
    "link_used": _("Tautan ini sudah dipakai atau sudah terlalu lama. Minta tautan yang baru."),
    "password_too_short": _("Kata sandi paling sedikit %(limit)s huruf."),
    "name_taken": _("Nama itu sudah dipakai. Pilih nama lain."),
    "webhook_url": _(
        "Alamat itu tidak dapat dipakai. Tulis alamat https yang lengkap dan dapat dibuka dari"
        " internet."
    ),
    "webhook_kinds": _("Pilih paling sedikit satu kejadian."),
    "webhook_limit": _("Sudah ada %(limit)s webhook, sebanyak yang dapat dimuat."),
    "webhook_unknown": _("Webhook atau kiriman itu tidak ditemukan."),
    "unavailable": _(
        "Penyimpanan belum dapat dihubungi. Tidak ada yang hilang. Coba sebentar lagi."
    ),
}
"""One sentence for each code of `core.errors.CODES`."""

PHASES: Final = (
    _("Pembukaan"),
    _("Usulan"),
    _("Musyawarah"),
    _("Pemungutan suara"),
    _("Hasil tahun lalu"),
    _("Pemaparan"),
    _("Tanya jawab"),
    _("Penetapan delegasi"),
    _("Penandatanganan"),
    _("Hasil"),
    _("Penutup"),
)
"""The usual titles of phases: plans that keep them are read in every language."""

_CLOSED_COUNTED: Final = _(
    "Pemungutan sudah ditutup pukul %(at)s. Pilihan terakhir Bapak/Ibu tetap dihitung."
)
_CLOSED_CAST: Final = _(
    "Pemungutan sudah ditutup pukul %(at)s. Suara di kotak suara tetap dihitung."
)
_CLOSED_UNCOUNTED: Final = _("Pemungutan sudah ditutup pukul %(at)s.")
_OF_CANDIDATES: Final[dict[str, str]] = {
    "mark_too_many": _("Sudah %(limit)s calon. Lepas satu dahulu bila ingin mengganti."),
    "mark_duplicate_option": _("Satu calon hanya dapat dipilih satu kali."),
}
"""What is said in place of the usual sentence where people are elected."""


def say(language: Language, rejected: Rejected, zone: str = "WIB") -> str:
    """The refusal as a sentence in the visitor's language."""
    figures: dict[str, Any] = dict(rejected.details)
    sentence = SENTENCES[rejected.code]
    if rejected.code == "number_invalid":
        sentence = numbers.example(rejected.field)
    if rejected.code == "round_closed" and "at" in figures:
        figures["at"] = clock(int(figures["at"]), zone)
        kept = _CLOSED_CAST if figures.get("once") else _CLOSED_COUNTED
        sentence = kept if figures.get("counted") else _CLOSED_UNCOUNTED
    if figures.get("of") == "calon":
        sentence = _OF_CANDIDATES[rejected.code]
    if rejected.code == "session_unknown":
        code = str(figures.get("code", ""))
        figures["code"] = spoken(code) if len(code) == 6 else code[:12]
    return language.gettext(sentence) % figures


def by_field(language: Language, rejected: Rejected | None) -> dict[str, str]:
    """The sentences of a refusal under the fields they are about, under "" where about none."""
    if rejected is None:
        return {}
    return {each.field: say(language, each) for each in (rejected, *rejected.also)}
