//! Made-up names: words of small lists and the number of the record.

use crate::demo::chance::Chance;

const FIRST: [&str; 24] = [
    "Maju",
    "Sinar",
    "Tunas",
    "Mitra",
    "Karya",
    "Sumber",
    "Bina",
    "Harapan",
    "Cahaya",
    "Surya",
    "Mekar",
    "Usaha",
    "Tani",
    "Rimbo",
    "Batanghari",
    "Serumpun",
    "Sepucuk",
    "Pinang",
    "Sawit",
    "Angso",
    "Melati",
    "Bunga",
    "Telago",
    "Puncak",
];
const SECOND: [&str; 20] = [
    "Bersama",
    "Sejahtera",
    "Makmur",
    "Mandiri",
    "Jaya",
    "Lestari",
    "Abadi",
    "Sentosa",
    "Barokah",
    "Utama",
    "Sakti",
    "Rezeki",
    "Amanah",
    "Duo",
    "Baru",
    "Raya",
    "Permai",
    "Harum",
    "Lamo",
    "Indah",
];
const TRADE: [&str; 16] = [
    "Warung",
    "Toko",
    "Kedai",
    "Dapur",
    "Batik",
    "Kerupuk",
    "Kopi",
    "Bengkel",
    "Penjahit",
    "Madu",
    "Keripik",
    "Dodol",
    "Anyaman",
    "Mebel",
    "Salon",
    "Rumah Makan",
];
const GIVEN: [&str; 24] = [
    "Siti", "Budi", "Nur", "Ahmad", "Dewi", "Rahmat", "Yanti", "Hasan", "Sri", "Andi", "Fitri", "Joko", "Ratna",
    "Zainal", "Wati", "Iskandar", "Lina", "Syahrul", "Maimunah", "Eko", "Rosmala", "Taufik", "Desi", "Hendra",
];
const FAMILY: [&str; 20] = [
    "Rahayu",
    "Santoso",
    "Hidayat",
    "Aini",
    "Lestari",
    "Saputra",
    "Marlina",
    "Effendi",
    "Wulandari",
    "Nasution",
    "Kurniawan",
    "Fatimah",
    "Siregar",
    "Handayani",
    "Pratama",
    "Yusuf",
    "Anggraini",
    "Ramadhan",
    "Utami",
    "Harahap",
];
const COURSE: [&str; 10] = [
    "Tata Kelola Koperasi",
    "Akuntansi Koperasi",
    "Manajemen Usaha Kecil",
    "Pemasaran Digital",
    "Perkoperasian Dasar",
    "Kewirausahaan",
    "Pengawasan Koperasi",
    "Keamanan Pangan",
    "Laporan Keuangan UMKM",
    "Ekspor bagi Pemula",
];

/// KBLI codes of common trades of small businesses.
const SECTOR: [&str; 12] =
    ["56103", "47112", "10792", "10794", "13134", "14111", "01133", "31001", "96200", "56301", "47242", "16291"];

/// The name of a cooperative, such as `KSP Maju Bersama 0012`.
pub fn cooperative(chance: &mut Chance, form: &str, index: u64) -> String {
    format!("{form} {} {} {index:04}", chance.word(&FIRST), chance.word(&SECOND))
}

/// The name of a business, such as `Warung Sinar Jaya 00012`.
pub fn business(chance: &mut Chance, index: u64) -> String {
    format!("{} {} {} {index:05}", chance.word(&TRADE), chance.word(&FIRST), chance.word(&SECOND))
}

/// The name of a person, such as `Siti Rahayu 00012`.
pub fn person(chance: &mut Chance, index: u64) -> String {
    format!("{} {} {index:05}", chance.word(&GIVEN), chance.word(&FAMILY))
}

/// The subject of a training.
pub fn course(chance: &mut Chance) -> &'static str {
    chance.word(&COURSE)
}

/// A KBLI code.
pub fn sector(chance: &mut Chance) -> String {
    chance.word(&SECTOR).to_owned()
}
