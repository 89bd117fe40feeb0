//! The tables of columns.

use super::columns::{Column, Content, FileDataset, Need};

use Content::{Code, Count, Date, Digits, Flag, Id, Money, ReadOnly, Region, RegionName, Score, Text, Year};
use Need::{Key, Optional, Required};

/// A list of codes with their Indonesian words.
type Words = &'static [(&'static str, &'static str)];

const AUTHORITIES: Words = &[("regency", "kabupaten/kota"), ("province", "provinsi"), ("nation", "nasional")];
const KINDS: Words = &[
    ("producer", "produsen"),
    ("marketing", "pemasaran"),
    ("consumer", "konsumen"),
    ("service", "jasa"),
    ("savings_and_loan", "simpan pinjam"),
];
const FORMS: Words = &[("primary", "primer"), ("secondary", "sekunder")];
const RATINGS: Words = &[
    ("healthy", "sehat"),
    ("fairly_healthy", "cukup sehat"),
    ("under_supervision", "dalam pengawasan"),
    ("under_special_supervision", "dalam pengawasan khusus"),
];
const DATASETS: Words = &[("cooperatives", "koperasi"), ("umkm", "umkm"), ("trainings", "diklat")];

/// Of the values of the year before, beside those to be filled in.
const PREVIOUS: (&str, &str) = (
    "Nilai tahun lalu, sebagai pembanding; diabaikan saat impor",
    "Last year’s value, to compare; ignored by the import",
);

const fn column(
    name: &'static str,
    heading: &'static str,
    content: Content,
    need: Need,
    about: (&'static str, &'static str),
) -> Column {
    Column { name, heading, content, need, about }
}

pub(super) fn table_of(dataset: FileDataset) -> &'static [Column] {
    match dataset {
        FileDataset::Cooperatives => COOPERATIVES,
        FileDataset::CooperativeReports => COOPERATIVE_REPORTS,
        FileDataset::Umkm => UMKM,
        FileDataset::UmkmReports => UMKM_REPORTS,
        FileDataset::Trainings => TRAININGS,
        FileDataset::Participants => PARTICIPANTS,
        FileDataset::Figures => FIGURES,
    }
}

const COOPERATIVES: &[Column] = &[
    column(
        "id",
        "ID",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "register_number",
        "Nomor Register",
        Text,
        Key,
        ("Nomor register kantor, unik", "The office’s own number, unique"),
    ),
    column("name", "Nama", Text, Required, ("Nama koperasi", "Name of the cooperative")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Required,
        ("Kode Kemendagri seperti 15.71", "Kemendagri code such as 15.71"),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column("authority", "Kewenangan", Code(AUTHORITIES), Optional, ("Pembina koperasi", "Who supervises it")),
    column("kind", "Jenis", Code(KINDS), Optional, ("Jenis koperasi", "What it does")),
    column("form", "Bentuk", Code(FORMS), Optional, ("Primer atau sekunder", "Primary or secondary")),
    column("sharia", "Syariah", Flag, Optional, ("Ya atau tidak", "Whether it works by sharia: true or false")),
    column(
        "nik_koperasi",
        "NIK Koperasi",
        Digits(13),
        Optional,
        ("13 angka, unik; bukan NIK penduduk", "13 digits, unique; not a person’s number"),
    ),
    column(
        "legal_entity_number",
        "Nomor Badan Hukum",
        Text,
        Optional,
        ("Nomor badan hukum", "Number of its legal entity"),
    ),
    column(
        "established_on",
        "Tanggal Berdiri",
        Date,
        Optional,
        ("Sejak kapan wajib melapor", "From when it is expected to report"),
    ),
    column("dissolved_on", "Tanggal Bubar", Date, Optional, ("Sampai kapan", "Until when")),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const COOPERATIVE_REPORTS: &[Column] = &[
    column(
        "register_number",
        "Nomor Register",
        Text,
        Key,
        ("Nomor register kantor, unik", "The office’s own number, unique"),
    ),
    column(
        "name",
        "Nama",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "cooperative_id",
        "ID Koperasi",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column("year", "Tahun", Year, Key, ("Tahun buku", "Book year")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Optional,
        (
            "Wilayah laporan; bila kosong, wilayah lama atau wilayah koperasi",
            "Region of the report; if empty the one it has, or the cooperative’s",
        ),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column(
        "rat_held",
        "RAT Dilaksanakan",
        Flag,
        Required,
        (
            "RAT untuk tahun buku ini dilaksanakan: ya atau tidak",
            "The members’ meeting for the year was held: true or false",
        ),
    ),
    column("rat_held_on", "Tanggal RAT", Date, Optional, ("Hanya bila RAT dilaksanakan", "Only where it was held")),
    column(
        "serves_members",
        "Usaha Melayani Anggota",
        Flag,
        Required,
        (
            "Ada kegiatan usaha yang melayani anggota: ya atau tidak",
            "It did business that serves members: true or false",
        ),
    ),
    column("business_volume", "Volume Usaha", Money, Optional, ("Rupiah", "Rupiah")),
    column(
        "health_rating",
        "Tingkat Kesehatan",
        Code(RATINGS),
        Optional,
        ("Didahulukan dari skor", "Counts before the score"),
    ),
    column("health_score", "Skor Kesehatan", Score, Optional, ("0 sampai 100", "0 to 100")),
    column("rat_held_previous", "RAT Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column("business_volume_previous", "Volume Usaha Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column("assets_previous", "Aset Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column(
        "rating_used",
        "Tingkat Kesehatan Dipakai",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column("members", "Anggota", Count, Optional, ("Orang", "Persons")),
    column("employees", "Karyawan", Count, Optional, ("Orang", "Persons")),
    column("assets", "Aset", Money, Optional, ("Rupiah", "Rupiah")),
    column("equity", "Ekuitas", Money, Optional, ("Rupiah", "Rupiah")),
    column("surplus", "SHU", Money, Optional, ("Rupiah, boleh negatif", "Rupiah, may be negative")),
    column(
        "activity_status",
        "Status Keaktifan",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "activity_why_id",
        "Alasan Keaktifan",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "activity_why_en",
        "Alasan Keaktifan (Inggris)",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const UMKM: &[Column] = &[
    column(
        "id",
        "ID",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "register_number",
        "Nomor Register",
        Text,
        Key,
        ("Nomor register kantor, unik", "The office’s own number, unique"),
    ),
    column("name", "Nama", Text, Required, ("Nama usaha", "Name of the business")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Required,
        ("Kode Kemendagri seperti 15.71", "Kemendagri code such as 15.71"),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column("owner_name", "Nama Pemilik", Text, Optional, ("Data pribadi", "Personal data")),
    column("nib", "NIB", Digits(13), Optional, ("13 angka, unik", "13 digits, unique")),
    column(
        "sector",
        "KBLI",
        Text,
        Optional,
        ("Kode KBLI seperti G, 56, atau 56103", "KBLI code such as G, 56 or 56103"),
    ),
    column(
        "assisted_since",
        "Dibina Sejak",
        Date,
        Optional,
        ("Sejak kapan wajib melapor", "From when it is expected to report"),
    ),
    column("assisted_until", "Dibina Sampai", Date, Optional, ("Sampai kapan", "Until when")),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const UMKM_REPORTS: &[Column] = &[
    column(
        "register_number",
        "Nomor Register",
        Text,
        Key,
        ("Nomor register kantor, unik", "The office’s own number, unique"),
    ),
    column(
        "name",
        "Nama",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "umkm_id",
        "ID UMKM",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column("year", "Tahun", Year, Key, ("Tahun", "Year")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Optional,
        (
            "Wilayah laporan; bila kosong, wilayah lama atau wilayah usaha",
            "Region of the report; if empty the one it has, or the business’s",
        ),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column("turnover", "Omset", Money, Optional, ("Rupiah setahun", "Rupiah in the year")),
    column("assets", "Aset", Money, Optional, ("Rupiah per 31 Desember", "Rupiah at 31 December")),
    column("workers", "Tenaga Kerja", Count, Optional, ("Orang", "Persons")),
    column("turnover_previous", "Omset Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column("assets_previous", "Aset Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column("workers_previous", "Tenaga Kerja Tahun Lalu", ReadOnly, Optional, PREVIOUS),
    column(
        "class",
        "Kelas",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const TRAININGS: &[Column] = &[
    column(
        "id",
        "ID",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column("code", "Kode Diklat", Text, Key, ("Kode diklat kantor, unik", "The office’s own code, unique")),
    column("title", "Judul", Text, Required, ("Judul diklat", "Title")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Required,
        ("Kode Kemendagri seperti 15.71", "Kemendagri code such as 15.71"),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column("starts_on", "Tanggal Mulai", Date, Optional, ("Hari pertama", "First day")),
    column(
        "ends_on",
        "Tanggal Selesai",
        Date,
        Required,
        ("Hari terakhir; menentukan tahunnya", "Last day; decides its year"),
    ),
    column("organizer", "Penyelenggara", Text, Optional, ("Penyelenggara", "Who held it")),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const PARTICIPANTS: &[Column] = &[
    column(
        "training_code",
        "Kode Diklat",
        Text,
        Key,
        ("Kode diklat yang sudah terdaftar", "Code of a training that is there"),
    ),
    column(
        "id",
        "ID",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "training_id",
        "ID Diklat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column("name", "Nama", Text, Required, ("Nama peserta: data pribadi", "Name: personal data")),
    column(
        "identity_number",
        "NIK",
        Digits(16),
        Optional,
        (
            "NIK penduduk, 16 angka; tanda bintang dari ekspor berarti tetap",
            "16 digits; the mask of an export means unchanged",
        ),
    ),
    column(
        "cooperative_id",
        "ID Koperasi",
        Id,
        Optional,
        ("ID koperasi yang dikelola", "Id of the cooperative that the person manages"),
    ),
    column(
        "umkm_id",
        "ID UMKM",
        Id,
        Optional,
        ("ID UMKM yang dikelola; tidak bersama ID koperasi", "Id of the business; not together with a cooperative"),
    ),
    column(
        "score",
        "Skor",
        Score,
        Optional,
        ("0 sampai 100; kosong bila belum dinilai", "0 to 100; empty until graded"),
    ),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

const FIGURES: &[Column] = &[
    column("dataset", "Kumpulan Data", Code(DATASETS), Key, ("Angka tentang apa", "Total of what")),
    column("year", "Tahun", Year, Key, ("Tahun", "Year")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Key,
        ("Kode Kemendagri; hanya wilayah itu sendiri", "Kemendagri code; that very region only"),
    ),
    column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    ),
    column("active_cooperatives", "Koperasi Aktif", Count, Optional, ("Hanya cooperatives", "Only of cooperatives")),
    column(
        "quality_cooperatives",
        "Koperasi Berkualitas",
        Count,
        Optional,
        ("Hanya cooperatives", "Only of cooperatives"),
    ),
    column(
        "quality_active_cooperatives",
        "Koperasi Berkualitas dan Aktif",
        Count,
        Optional,
        ("Hanya cooperatives", "Only of cooperatives"),
    ),
    column(
        "business_volume",
        "Volume Usaha",
        Money,
        Optional,
        ("Hanya cooperatives; rupiah", "Only of cooperatives; rupiah"),
    ),
    column("businesses", "Usaha", Count, Optional, ("Hanya umkm", "Only of umkm")),
    column("turnover", "Omset", Money, Optional, ("Hanya umkm; rupiah", "Only of umkm; rupiah")),
    column("assets", "Aset", Money, Optional, ("Hanya umkm; rupiah", "Only of umkm; rupiah")),
    column("workers", "Tenaga Kerja", Count, Optional, ("Hanya umkm; orang", "Only of umkm; persons")),
    column("participants", "Peserta", Count, Optional, ("Hanya trainings", "Only of trainings")),
    column("good_participants", "Peserta Berpredikat Baik", Count, Optional, ("Hanya trainings", "Only of trainings")),
    column("source", "Sumber", Text, Required, ("Asal angka ini", "Where the figure comes from")),
    column(
        "created_at",
        "Dibuat",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
    column(
        "updated_at",
        "Diubah",
        ReadOnly,
        Optional,
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import"),
    ),
];

/// Headings of the lists that are only written: the member, its Indonesian heading, and what it holds.
pub(super) const OTHER_HEADINGS: &[(&str, &str, Content)] = &[
    ("year", "Tahun", Year),
    ("region", "Kode Wilayah", Region),
    ("bps_code", "Kode BPS", Region),
    ("region_name", "Nama Wilayah", Text),
    ("code", "Kode", Code(&[])),
    ("kind", "Jenis", Code(&[])),
    ("name", "Nama", Text),
    ("name_id", "Nama", Text),
    ("name_en", "Nama (Inggris)", Text),
    ("unit", "Satuan", Code(&[])),
    ("state", "Status", Code(&[])),
    ("revision", "Revisi", Count),
    ("formula_version", "Versi Rumus", Code(&[])),
    ("value", "Nilai", Score),
    ("reason", "Alasan", Code(&[])),
    ("basis", "Dasar", Code(&[])),
    ("numerator", "Pembilang", Money),
    ("denominator", "Penyebut", Money),
    ("overlap", "Irisan", Money),
    ("current", "Tahun Ini", Money),
    ("previous", "Tahun Sebelumnya", Money),
    ("like_for_like_value", "Pertumbuhan Unit Sama", Score),
    ("like_for_like_units", "Unit Sama", Count),
    ("like_for_like_current", "Unit Sama Tahun Ini", Money),
    ("like_for_like_previous", "Unit Sama Tahun Sebelumnya", Money),
    ("coverage_reported", "Melapor", Count),
    ("coverage_expected", "Wajib Melapor", Count),
    ("target_value", "Target", Score),
    ("target_achievement", "Capaian", Score),
    ("target_band", "Predikat", Code(&[])),
    ("warnings", "Peringatan", Code(&[])),
    ("id", "ID", Id),
    ("register_number", "Nomor Register", Text),
    ("training_code", "Kode Diklat", Text),
    ("status", "Status", Code(&[])),
    ("detail_id", "Penjelasan", Text),
    ("detail_en", "Penjelasan (Inggris)", Text),
    ("activity", "Keaktifan", Code(&[])),
    ("rating_used", "Tingkat Kesehatan Dipakai", Code(&[])),
    ("in_numerator", "Di Pembilang", Flag),
    ("in_denominator", "Di Penyebut", Flag),
    ("matched", "Unit Sama", Flag),
    ("score", "Skor", Score),
    ("good", "Baik", Flag),
    ("created_at", "Dibuat", ReadOnly),
    ("updated_at", "Diubah", ReadOnly),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating};

    #[test]
    fn the_words_are_those_of_the_codes() {
        fn check<T: Copy + std::fmt::Display>(words: Words, all: &[T]) {
            let codes: Vec<String> = all.iter().map(T::to_string).collect();
            assert_eq!(words.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>(), codes);
        }
        check(AUTHORITIES, Authority::ALL);
        check(KINDS, CooperativeKind::ALL);
        check(FORMS, CooperativeForm::ALL);
        check(RATINGS, HealthRating::ALL);
        check(DATASETS, Dataset::ALL);
    }
}
