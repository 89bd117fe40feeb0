//! Columns of trainings and their participants.

use crate::exchange::columns::Column;
use crate::exchange::columns::Content::{Date, Digits, Id, Score, Text};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::tables::build::{CREATED_AT, REGION, REGION_NAME, UPDATED_AT, column, personal, written};

pub const TRAININGS: &[Column] = &[
    written("id", "ID"),
    column("code", "Kode Diklat", Text, Key, ("Kode diklat kantor, unik", "The office’s own code, unique")),
    column("title", "Judul", Text, Required, ("Judul diklat", "Title")),
    REGION,
    REGION_NAME,
    column("starts_on", "Tanggal Mulai", Date, Optional, ("Hari pertama", "First day")),
    column(
        "ends_on",
        "Tanggal Selesai",
        Date,
        Required,
        ("Hari terakhir; menentukan tahunnya", "Last day; decides its year"),
    ),
    column("organizer", "Penyelenggara", Text, Optional, ("Penyelenggara", "Who held it")),
    CREATED_AT,
    UPDATED_AT,
];

pub const PARTICIPANTS: &[Column] = &[
    column(
        "training_code",
        "Kode Diklat",
        Text,
        Key,
        ("Kode diklat yang sudah terdaftar", "Code of a training that is there"),
    ),
    written("id", "ID"),
    written("training_id", "ID Diklat"),
    personal(column("name", "Nama", Text, Required, ("Nama peserta: data pribadi", "Name: personal data"))),
    personal(column(
        "identity_number",
        "NIK",
        Digits(16),
        Optional,
        (
            "NIK penduduk, 16 angka; tanda bintang dari ekspor berarti tetap",
            "16 digits; the mask of an export means unchanged",
        ),
    )),
    column(
        "cooperative_number",
        "Nomor Koperasi",
        Text,
        Optional,
        (
            "Nomor register koperasi yang dikelola; bila kolom ini ada, ID Koperasi tidak dibaca",
            "Register number of the cooperative that the person manages; where this column is, the id is not read",
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
        "umkm_number",
        "Nomor UMKM",
        Text,
        Optional,
        (
            "Nomor register UMKM yang dikelola; bila kolom ini ada, ID UMKM tidak dibaca",
            "Register number of the business that the person manages; where this column is, the id is not read",
        ),
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
    CREATED_AT,
    UPDATED_AT,
];
