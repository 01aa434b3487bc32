"""Words for people to compare: a shipped list, and the words of a receipt and of a root.

A row of hex digits is compared by nobody. Ten bits are one of 1024 plain Indonesian words, of four
to eight letters, of which no two differ by one letter typed wrong, left out, added or swapped with
its neighbour. The list never changes: a word on a paper of this year is the same word in ten years.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

RECEIPT_WORDS: Final = 3
"""Enough that two receipts of a hall of 500 have the same words in one round of 8,600."""

ROOT_WORDS: Final = 4
"""One in 2^40: what a whole hall reads from the wall and finds again in the archive."""

_BITS: Final = 10
_ALL: Final = 2**_BITS - 1
"""The bits of one word."""
_RECEIPT_LABEL: Final = b"musrenbang-live receipt\0"


def words_of(data: bytes, count: int) -> tuple[str, ...]:
    """`count` words for the first `10 * count` bits of `data`, most significant bit first.

    Raises `ValueError` where `data` is shorter than that.
    """
    bits = _BITS * count
    spare = 8 * len(data) - bits
    if spare < 0:
        raise ValueError("too little for so many words")
    number = int.from_bytes(data, "big") >> spare
    words: list[str] = []
    while len(words) < count:  # the last first
        words.append(WORDS[number & _ALL])
        number >>= _BITS
    return tuple(words[::-1])


def receipt_words(receipt: str) -> tuple[str, ...]:
    """The three words of a receipt, given as a uuid in its usual form. They tell nothing of it."""
    return words_of(hashlib.sha256(_RECEIPT_LABEL + receipt.encode()).digest(), RECEIPT_WORDS)


def root_words(root: bytes) -> tuple[str, ...]:
    """The four words of the root of a public log."""
    return words_of(root, ROOT_WORDS)


def known(words: Sequence[str]) -> bool:
    """Whether all of them are in the list, as somebody who typed them off a phone wants to know."""
    return all(word in _KNOWN for word in words)


WORDS: Final = tuple(
    """
agenda ahli ajak akal akasia akrab aksara aktif akuarium akurat alat album aliran almari alpukat
alur aman ambil amplop andal andong anggrek anggur angin angkasa angkat angklung antar antena
antik antre anyam apel arah arena arisan aroma arsip asam asinan aspal asrama asri asuh atap
atlet aula awas ayun azalea badak bagan bagi bahagia bahasa bahtera baja balai balkon balok
bambu bandeng bangau bangga bangkit bangun bantal bantu baris baru baskom batik baut bawal
bawang bayam bazar bebas bebek becak bekal belajar belalang belanga belibis belukar benang benda
bendera bengkel benih bensin bentuk berkas berlian bersih besi beton bibit bicara bidang biduk
bijak bikin bimbing bincang bingkai biola biskuit bolu boneka botol brosur bubuk budaya buih
buka bukit bulan buletin bumi buncis bundar bunga bungkus bunyi busana butir butuh cabai cabang
cadas cair cakap campur canda canggih cangkir cangkul cantum caping cara catat catur cawan cedar
celemek cemara cendana cendol cengkih cepat cerah cerdas cerdik ceria cermat cermin cetak cincin
coba cobek cokelat contoh corak corong cuaca daftar damai dampak danau darat dasi datang dataran
daya dayung dekat dekor dekorasi delman delta denah dendang dengar depan derajat deras deret
dermaga desa desain didik diesel digital dinamo dinding dingin diskusi dokar dompet donat
dongeng draf drama duduk duku dunia durian duta edukasi egrang ekologi ekspor elastis emas ember
embun energi engsel erat esai estafet etalase etika fauna favorit festival figura film fisika
flora fokus fondasi forum fosil foto fungsi gagas gajah galaksi galeri gali galon gambar gamelan
gandum ganti gantung gapura garam garansi garpu gasing gazebo gedung gelang gelatik gembira
gembok gemerlap gendong genta genteng geografi gerabah gerak gerbong gerimis gerobak gesek getuk
giat gigih girang gitar gizi global grafik gudang gudeg gulung gunting gurame gurih gurindam
gurita gurun hadap hadiah hadir halaman halte halus hampar handuk hangar hari harmoni harum
hasil hektar helai helm hemat hening hewan hias hilir himpun horizon hubung hujan hulu humus
hunian huruf ibarat ideal ikan iklim ikut ilmu imbang impian industri ingat irigasi iring iris
jagung jahe jahit jajar jaket jalan jamin jamu jangkau jaring jasa jati jauh jejak jelajah jelas
jembatan jemur jendela jenis jenjang jepit jerapah jernih jeruk jingga judul jumpa jurnal juru
kabin kabut kaca kacang kajian kakao kaktus kaldu kalender kaleng kalkun kamar kamera kampung
kamus kanal kancil kancing kangkung kanguru kantin kantong kantor kanvas kapas karapan karate
karet karnaval karya kasur katak katalog katering katrol katun kawat kayu kebun kecambah kecap
kecil kedai kedelai kelapa kelereng keliling kemah kembang kembar kemeja kemiri kemudi kenanga
kenari kencur kendi keping kepiting keramik kerapu kereta kerja kertas kerupuk ketan ketela
ketik ketupat kibar kicau kijang kilap kincir kios kisah klarinet klasik klub koala kode koki
kolak kolase koleksi kolibri komedi komik kompak kompor komputer konsep kontur koper koral
kostum kreasi kreatif kristal kualitas kubis kuda kudapan kukuh kuliah kuliner kulkas kunang
kuncup kunjung kunyit kuota kursi kursus kurung kutilang kutip kutub laci lada lagu lajur lakon
lambai lambang lampion lancar landak langgam langit langkah langsat langsung lanskap lantai
lantang lapang lapis laras latih layan lebat legenda lele lemari lembah lembut lemon lempar
lempeng lencana lengkap lengkeng lengkuas lentera lentur lereng lesung lidi lihat lilin limau
limpah lincah lindung lingkar lintas lirik listrik logam logika logo lokasi loket lombok lompat
loncat lonceng lori loteng loyal lugas luhur lukis lumba lumbung lumpia lumpur lumut luncur
lurus lusa madu magnet mahir mahkota mahoni main majalah makaroni makmur makna maksud mampu
mandala mandiri mandolin mandor manfaat manggis mangkuk manik maraton markisa marmer maskot
matras mebel medali media meja mekanik mekar melinjo melodi melon memori menara mentega merdu
merica merpati mesin metode mimpi mineral miniatur minyak mirip mobil modal modern motif motor
mozaik mungil mural murni museum musik mutiara mutu naik nalar nama nampan nanas nangka narasi
nasihat naskah naung nelayan neon nikmat nota novel nuansa nuri nutrisi nyala nyaman nyanyi
nyiur obeng obor ojek oksigen olah olahraga ombak opera optik orbit orkes orkestra pabrik padang
paham pakar pakis palawija palet pamer pamit panah panci pancur pandai pandu panduan panen
pangan panggung pangkal panjang pantau pantul papan paprika parade paragraf parasut parkir pasir
pastel pawai pecel pedal pegang pegas pelangi pelat pelita pelopor peluit pemandu pena pencak
pendek pendopo penguin penyu pepaya perahu periuk perkutut permata permen pesan pesawat pesisir
pesta petuah petunia piagam piala piano pikir piknik pilar pindah pindang pinggir pinjam pintu
pinus pipa plakat planet plastik platina plaza poci pohon pojok pola pompa pondok ponsel poster
potong potret praktik prasasti produk program proyek pualam pucuk puding puisi pukat pulau
pulpen putar putik puyuh racik radar radio ragam rajin rajut rakit ramah rambutan rancang
rangkai rangkum ranting rapi rawa rebana rebung reda regu rekam rekreasi rempah replika resep
restoran rimba rimpang rinci ringan ringkas rintis risalah riwayat robot roman ronda roti ruang
ruas rujak rukun rumbia rumit rumpun rupa rute rutin sabar sabun safari saga saing saji salak
salju salmon sambal sambung sambut samudra sangkar santan sapu sarang sastra sate satelit satwa
sawah sawo sayap sayur sebab sebut segar segitiga sejarah sejati sejuk sekoci sekolah sekop
sekrup selada selancar selaras seledri seleksi selesai selimut selokan seluruh semai semangat
semangka semarak semesta seminar senam sendok seni senja sentosa sentra sentuh senyum sepak
sepakat sepatu sepeda sepoi serabi seruling serunai setia siap siaran sibuk siklus simak simpan
sinar sinema singgah singkat singkong sinyal siram sirih sirkus sistem siswa situs skala skema
skuter soal sopan sopir sore sorot spanduk stadion stasiun stiker stok suaka sudut suhu suling
sumber sumbu sumur sungai sutra swadaya tabur tahap tahun tajam talas talenta tandur tanggap
tangguh tangkas tangki tani tanjung tanya tata tebal tebing teduh teknik tekun teladan telaga
telaten telepon teliti teluk teman tembaga tembikar tempat tempayan tempe temu tengah teori tepi
tepung teratai terbang terbit termos ternak tertib terus tetap tetes tiang tiba tikar tiket
timah tinggal tinggi tinjau tinta tipis tirai tiru titik toko tomat tombol tonggak tongkat
toples tradisi traktor trompet tropis truk tugu tukang tulip tulus tumbuh tunggu tuntas tupai
tutup ubin udara ufuk ujung ukulele ukur ulang umbi unggas ungu unik upaya usaha variasi video
vila visi vitamin voli volume wajan waktu wangi warna warung wasit waspada wawasan wayang wijen
wilayah wisata wisma wisuda wortel wujud yakin yogurt zamrud zebra zona
""".split()
)
_KNOWN: Final = frozenset(WORDS)
