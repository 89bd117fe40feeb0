//! The words of the catalogue. Only what the founding document and the regulations it names say is said here.

use super::super::{IndicatorCode, Text, organization};

/// What differs in words from one indicator to the next.
pub struct Wording {
    pub definition: Text,
    pub concepts: Text,
    pub interpretation: Text,
    pub formula: Text,
    pub formula_notes: Text,
    pub legal_base: Vec<Text>,
    pub data_source: Text,
}

pub fn name(code: IndicatorCode) -> Text {
    match code {
        IndicatorCode::QualityCooperatives => {
            Text::new("Persentase Koperasi Berkualitas", "Share of quality cooperatives")
        }
        IndicatorCode::CooperativeVolumeGrowth => {
            Text::new("Pertumbuhan volume usaha koperasi", "Growth of the cooperatives' business volume")
        }
        IndicatorCode::UmkmTurnoverGrowth => {
            Text::new("Persentase pertumbuhan omset UMKM binaan", "Growth of the turnover of assisted UMKM")
        }
        IndicatorCode::UmkmAssetsGrowth => {
            Text::new("Persentase pertumbuhan asset UMKM binaan", "Growth of the assets of assisted UMKM")
        }
        IndicatorCode::UmkmWorkersGrowth => {
            Text::new("Persentase pertumbuhan tenaga kerja UMKM binaan", "Growth of the workforce of assisted UMKM")
        }
        IndicatorCode::TrainingGoodGrade => Text::new(
            "Persentase peserta diklat yang lulus dengan predikat baik",
            "Share of training participants graded good",
        ),
    }
}

pub fn wording(code: IndicatorCode) -> Wording {
    match code {
        IndicatorCode::QualityCooperatives => quality_cooperatives(),
        IndicatorCode::CooperativeVolumeGrowth => cooperative_volume_growth(),
        IndicatorCode::UmkmTurnoverGrowth => umkm_growth(
            ("omset", "turnover"),
            "O",
            Text::new(
                "Omset adalah omset satu UMKM binaan dalam satu tahun, dalam rupiah.",
                "Turnover is that of one assisted UMKM in one year, in rupiah.",
            ),
            put_right(),
        ),
        IndicatorCode::UmkmAssetsGrowth => umkm_growth(
            ("aset", "assets"),
            "A",
            Text::new(
                "Aset adalah aset satu UMKM binaan per 31 Desember, dalam rupiah.",
                "Assets are those of one assisted UMKM at 31 December, in rupiah.",
            ),
            put_right(),
        ),
        IndicatorCode::UmkmWorkersGrowth => umkm_growth(
            ("tenaga kerja", "workers"),
            "T",
            Text::new(
                "Tenaga kerja adalah jumlah orang yang bekerja pada satu UMKM binaan.",
                "Workers are the persons who work for one assisted UMKM.",
            ),
            Text::new(
                "Rumus ini tidak tercetak dalam dokumen; disimpulkan dari rumus omset dan aset, yang polanya sama.",
                "This formula is missing in print; it is inferred from those of turnover and assets, which have the same form.",
            ),
        ),
        IndicatorCode::TrainingGoodGrade => training_good_grade(),
    }
}

fn quality_cooperatives() -> Wording {
    Wording {
        definition: Text::new(
            "Jumlah koperasi sehat dan cukup sehat pada tahun n dibandingkan dengan jumlah koperasi aktif pada tahun n, dalam persen.",
            "The number of cooperatives rated healthy or fairly healthy for year n, in percent of the number of cooperatives active in year n.",
        ),
        concepts: Text::new(
            "Koperasi aktif (Permen KUKM 25/2015): koperasi yang dalam tiga tahun terakhir berturut-turut mengadakan Rapat Anggota Tahunan (RAT) dan \
             melakukan kegiatan usaha untuk melayani anggota. Berkualitas: tingkat kesehatan sehat atau cukup sehat; bila tingkat kesehatan tidak diberikan, \
             dipakai skor kesehatan (Perdep 06/2016): 80 ke atas sehat, 66 sampai kurang dari 80 cukup sehat, 51 sampai kurang dari 66 dalam pengawasan, \
             kurang dari 51 dalam pengawasan khusus. Yang dimaksud bukan pemeringkatan lama yang bernama sama.",
            "Active cooperative (Permen KUKM 25/2015): one that in the last three years in a row held its annual members' meeting (RAT) and did business \
             serving its members. Quality: a health rating of healthy or fairly healthy; where no rating is given, that of the health score (Perdep \
             06/2016): 80 and above healthy, 66 to below 80 fairly healthy, 51 to below 66 under supervision, below 51 under special supervision. The older \
             ranking of that name is not meant.",
        ),
        interpretation: Text::new(
            "Makin tinggi makin baik. Nilai dapat melebihi 100, karena koperasi yang sehat atau cukup sehat ikut dihitung walaupun tidak aktif.",
            "The higher the better. It can exceed 100, since a cooperative rated healthy or fairly healthy counts although it is not active.",
        ),
        formula: Text::new(
            "(koperasi sehat + koperasi cukup sehat) / koperasi aktif × 100",
            "(healthy + fairly healthy cooperatives) / active cooperatives × 100",
        ),
        formula_notes: put_right(),
        legal_base: vec![
            organization::document(),
            Text::new(
                "Permen KUKM 25/2015 (pengertian koperasi aktif)",
                "Permen KUKM 25/2015 (what an active cooperative is)",
            ),
            Text::new(
                "Perdep 06/2016 (batas skor tingkat kesehatan)",
                "Perdep 06/2016 (the score bands of the health rating)",
            ),
        ],
        data_source: cooperative_reports(),
    }
}

fn cooperative_volume_growth() -> Wording {
    Wording {
        definition: Text::new(
            "Perubahan jumlah volume usaha koperasi dari tahun n−1 ke tahun n, dalam persen dari tahun n−1.",
            "The change of the cooperatives' total business volume from year n−1 to year n, in percent of year n−1.",
        ),
        concepts: Text::new(
            "Volume usaha: seluruh penjualan dan pendapatan barang dan jasa dalam satu tahun buku, dalam rupiah. Dijumlahkan dari semua laporan tahun itu, \
             siapa pun yang melapor.",
            "Business volume: total sales and income from goods and services in the book year, in rupiah. It is summed over all reports of the year, whoever \
             reported.",
        ),
        interpretation: growth_interpretation(),
        formula: growth_formula("V", ("volume usaha koperasi", "business volume of the cooperatives")),
        formula_notes: put_right(),
        legal_base: vec![organization::document()],
        data_source: cooperative_reports(),
    }
}

/// The three growths of UMKM differ in one noun, one letter and one concept.
fn umkm_growth(
    (measure_id, measure_en): (&str, &str),
    letter: &str,
    measure_concept: Text,
    formula_notes: Text,
) -> Wording {
    Wording {
        definition: Text::new(
            format!(
                "Perubahan jumlah {measure_id} UMKM binaan dari tahun n−1 ke tahun n, dalam persen dari tahun n−1."
            ),
            format!(
                "The change of the assisted UMKM's total {measure_en} from year n−1 to year n, in percent of year n−1."
            ),
        ),
        concepts: Text::new(
            format!("UMKM binaan: usaha mikro, kecil atau menengah yang dibina oleh dinas. {}", measure_concept.id),
            format!("Assisted UMKM: a micro, small or medium business that the office assists. {}", measure_concept.en),
        ),
        interpretation: growth_interpretation(),
        formula: growth_formula(
            letter,
            (&format!("{measure_id} UMKM binaan"), &format!("{measure_en} of the assisted UMKM")),
        ),
        formula_notes,
        legal_base: vec![organization::document()],
        data_source: Text::new(
            "Laporan tahunan UMKM binaan; atau angka agregat bila catatan per unit tidak ada atau tidak lengkap.",
            "Yearly reports of the assisted UMKM; or aggregate figures where unit records do not exist or are not complete.",
        ),
    }
}

fn training_good_grade() -> Wording {
    Wording {
        definition: Text::new(
            "Jumlah peserta diklat berpredikat baik dibandingkan dengan jumlah seluruh peserta diklat pada tahun n, dalam persen.",
            "The number of training participants graded good, in percent of all participants of trainings in year n.",
        ),
        concepts: Text::new(
            "Berpredikat baik: skor sekurang-kurangnya 75, tanpa pembulatan. Diklat: pelatihan bagi pengurus/pengelola koperasi dan UMKM. Tahun diklat adalah \
             tahun dari hari terakhirnya. Setiap peserta dihitung, dinilai atau belum; satu orang dalam dua diklat adalah dua peserta.",
            "Good: a score of at least 75, without rounding. Training: a course for managers of cooperatives and UMKM. Its year is that of its last day. \
             Every participant counts, graded or not; one person in two trainings is two participants.",
        ),
        interpretation: Text::new(
            "Makin tinggi makin baik. Peserta yang belum dinilai menurunkan nilai; jumlah yang sudah dinilai disertakan sebagai cakupan.",
            "The higher the better. Participants not yet graded lower it; how many are graded stands beside it as its coverage.",
        ),
        formula: Text::new(
            "peserta berpredikat baik / seluruh peserta × 100",
            "participants graded good / participants × 100",
        ),
        formula_notes: put_right(),
        legal_base: vec![organization::document()],
        data_source: Text::new(
            "Daftar peserta diklat dan skornya; atau angka agregat bila catatan per peserta tidak ada atau tidak lengkap.",
            "The trainings' participants and their scores; or aggregate figures where these records do not exist or are not complete.",
        ),
    }
}

fn growth_formula(letter: &str, (measure_id, measure_en): (&str, &str)) -> Text {
    let formula = format!("({letter}_n − {letter}_(n−1)) / {letter}_(n−1) × 100");
    Text::new(format!("{formula}; {letter}: jumlah {measure_id}"), format!("{formula}; {letter}: total {measure_en}"))
}

fn growth_interpretation() -> Text {
    Text::new(
        "Makin tinggi makin baik; nilai negatif berarti menurun. Laporan yang terlambat dan perubahan daftar unit tampak sebagai penurunan atau pertumbuhan; \
         karena itu disertakan pertumbuhan dari unit yang melapor pada kedua tahun.",
        "The higher the better; below zero it shrank. Late reports and a changed list of units look like shrinkage or growth; therefore the growth of the \
         units that reported in both years stands beside it.",
    )
}

/// Said of each formula that is in print.
fn put_right() -> Text {
    Text::new(
        "Seperti tercetak dalam dokumen, setelah kolom rumus yang bergeser satu baris ke bawah dikembalikan ke tempatnya.",
        "As printed in the document, once its formula column, which had slid down by one row, is put right.",
    )
}

fn cooperative_reports() -> Text {
    Text::new(
        "Laporan tahun buku koperasi; atau angka agregat bila catatan per unit tidak ada atau tidak lengkap.",
        "Annual reports of the cooperatives; or aggregate figures where unit records do not exist or are not complete.",
    )
}
