//! Columns of cooperatives and their reports.

use crate::entry::words::{AUTHORITIES, FORMS, KINDS, RATINGS};
use crate::exchange::columns::Column;
use crate::exchange::columns::Content::{Code, Count, Date, Digits, Flag, Money, Region, Score, Text, Year};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::tables::build::{
    CREATED_AT, REGION, REGION_NAME, REGISTER_NUMBER, UPDATED_AT, column, filled, previous, written,
};

pub const COOPERATIVES: &[Column] = &[
    written("id", "ID"),
    REGISTER_NUMBER,
    column("name", "Nama", Text, Required, ("Nama koperasi", "Name of the cooperative")),
    REGION,
    REGION_NAME,
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
    CREATED_AT,
    UPDATED_AT,
];

pub const COOPERATIVE_REPORTS: &[Column] = &[
    REGISTER_NUMBER,
    filled(written("name", "Nama")),
    written("cooperative_id", "ID Koperasi"),
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
    REGION_NAME,
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
    previous("rat_held_previous", "RAT Tahun Lalu", "rat_held"),
    previous("business_volume_previous", "Volume Usaha Tahun Lalu", "business_volume"),
    previous("assets_previous", "Aset Tahun Lalu", "assets"),
    written("rating_used", "Tingkat Kesehatan Dipakai"),
    column("members", "Anggota", Count, Optional, ("Orang", "Persons")),
    column("employees", "Karyawan", Count, Optional, ("Orang", "Persons")),
    column("assets", "Aset", Money, Optional, ("Rupiah", "Rupiah")),
    column("equity", "Ekuitas", Money, Optional, ("Rupiah", "Rupiah")),
    column("surplus", "SHU", Money, Optional, ("Rupiah, boleh negatif", "Rupiah, may be negative")),
    written("activity_status", "Status Keaktifan"),
    written("activity_why_id", "Alasan Keaktifan"),
    written("activity_why_en", "Alasan Keaktifan (Inggris)"),
    CREATED_AT,
    UPDATED_AT,
];
