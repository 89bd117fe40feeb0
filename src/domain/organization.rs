//! The office in the founding document, the decree of December 2017: its unit, task, functions and strategic objectives.
//!
//! The Indonesian wording is that of the decree, as printed; the English is a translation without legal force.

use super::{IndicatorCode, Text};

/// The office, as the decree of December 2017 describes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Organization {
    /// The decree itself.
    pub document: Text,
    /// The name of the office.
    pub unit: Text,
    /// The task of the office (*tugas*).
    pub task: Text,
    /// The functions of the office (*fungsi*), a to d.
    pub functions: Vec<Function>,
    /// The strategic objectives (*sasaran strategis*), each with the indicators that measure it, in the decree's order.
    #[schema(max_items = 5)]
    pub objectives: Vec<StrategicObjective>,
}

/// One function (*fungsi*) of the office.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Function {
    /// The letter in the decree.
    #[schema(format = "code", example = "a")]
    pub letter: String,
    /// The wording.
    pub text: Text,
}

/// One strategic objective (*sasaran strategis*) and its indicators.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct StrategicObjective {
    /// The wording.
    pub name: Text,
    /// The codes of the indicators that measure the objective, in the decree's order.
    #[schema(max_items = 6)]
    pub indicators: Vec<IndicatorCode>,
}

/// The strategic objectives. Each indicator names its objective ([`IndicatorCode::objective`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// Better cooperatives as institutions.
    CooperativeQuality,
    /// More productive cooperatives.
    CooperativeProductivity,
    /// More productive UMKM.
    UmkmProductivity,
    /// More employment by UMKM.
    UmkmEmployment,
    /// More capable managers of cooperatives and UMKM.
    ManagerCapability,
}

impl IndicatorCode {
    /// The strategic objective that the indicator measures.
    pub fn objective(self) -> Objective {
        match self {
            Self::QualityCooperatives => Objective::CooperativeQuality,
            Self::CooperativeVolumeGrowth => Objective::CooperativeProductivity,
            Self::UmkmTurnoverGrowth | Self::UmkmAssetsGrowth => Objective::UmkmProductivity,
            Self::UmkmWorkersGrowth => Objective::UmkmEmployment,
            Self::TrainingGoodGrade => Objective::ManagerCapability,
        }
    }
}

impl Objective {
    /// All objectives, in the decree's order.
    pub const ALL: &'static [Self] = &[
        Self::CooperativeQuality,
        Self::CooperativeProductivity,
        Self::UmkmProductivity,
        Self::UmkmEmployment,
        Self::ManagerCapability,
    ];

    /// The objective in words.
    pub fn name(self) -> Text {
        match self {
            Self::CooperativeQuality => {
                Text::new("Meningkatnya Kualitas Kelembagaan Koperasi", "Better institutional quality of cooperatives")
            }
            Self::CooperativeProductivity => {
                Text::new("Meningkatnya Produktivitas Koperasi", "Higher productivity of cooperatives")
            }
            Self::UmkmProductivity => Text::new(
                "Meningkatnya Produktivitas UMKM",
                "Higher productivity of micro, small and medium enterprises (UMKM)",
            ),
            Self::UmkmEmployment => {
                Text::new("Meningkatnya Penyerapan Tenaga Kerja oleh UMKM", "More employment provided by UMKM")
            }
            Self::ManagerCapability => Text::new(
                "Meningkatnya Kualitas SDM Pengurus/Pengelola KUMKM",
                "More capable managers of cooperatives and UMKM",
            ),
        }
    }
}

/// The name of the office, which is also the producer of each indicator in the catalogue.
pub fn unit() -> Text {
    Text::new(
        "DINAS KOPERASI, UKM PROVINSI JAMBI",
        "Office for Cooperatives and Micro, Small and Medium Enterprises of Jambi Province",
    )
}

/// The name of the decree, which is also the legal base of each indicator.
pub fn document() -> Text {
    Text::new(
        "Indikator Kinerja Utama (IKU) Dinas Koperasi, UKM Provinsi Jambi, Desember 2017",
        "Key Performance Indicators (IKU) of the Office for Cooperatives and Micro, Small and Medium Enterprises of Jambi Province, December 2017",
    )
}

/// The content of the decree without the formulas, which are in the catalogue.
pub fn organization() -> Organization {
    Organization {
        document: document(),
        unit: unit(),
        task: Text::new(
            "Membantu Gubernur dalam rangka melaksanakan urusan pemerintahan di bidang Koperasi, usaha kecil dan menengah yang menjadi kewenangan daerah \
             provinsi dan tugas pembantuan yang ditugaskan kepada daerah provinsi sesuai dengan peraturan perundang-undangan yang berlaku.",
            "To assist the Governor in carrying out the government affairs in the field of cooperatives and small and medium enterprises that are within \
             the authority of the province, and the assistance tasks assigned to the province, in accordance with the laws and regulations in force.",
        ),
        functions: functions(),
        objectives: Objective::ALL
            .iter()
            .map(|&objective| StrategicObjective {
                name: objective.name(),
                indicators: IndicatorCode::ALL.iter().copied().filter(|code| code.objective() == objective).collect(),
            })
            .collect(),
    }
}

fn functions() -> Vec<Function> {
    let function = |letter: &str, id: &str, en: &str| Function { letter: letter.to_owned(), text: Text::new(id, en) };
    vec![
        function(
            "a",
            "Pelaksanaan kebijakan teknis di bidang koperasi, usaha kecil dan menengah",
            "Carrying out technical policy in the field of cooperatives and small and medium enterprises",
        ),
        function(
            "b",
            "Pengoordinasian kegiatan bidang koperasi, usaha kecil dan menengah dengan instansi terkait",
            "Coordinating activities in the field of cooperatives and small and medium enterprises with the agencies concerned",
        ),
        function(
            "c",
            "Pelaksanaan urusan pemerintahan dan pelayanan umum di bidang koperasi, usaha kecil dan menengah",
            "Carrying out government affairs and public services in the field of cooperatives and small and medium enterprises",
        ),
        function(
            "d",
            "Pelayanan fungsi lain yang diberikan oleh Gubernur sesuai dengan tugas dan fungsinya",
            "Serving other functions given by the Governor in accordance with its task and functions",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_has_one_objective_in_the_order_of_the_decree() {
        let objectives = organization().objectives;
        assert!(objectives.iter().all(|objective| !objective.indicators.is_empty()));
        let codes: Vec<_> = objectives.into_iter().flat_map(|o| o.indicators).collect();
        assert_eq!(codes, IndicatorCode::ALL);
    }

    #[test]
    fn the_functions_are_lettered_a_to_d() {
        let letters: String = organization().functions.into_iter().map(|f| f.letter).collect();
        assert_eq!(letters, "abcd");
    }

    #[test]
    fn the_wording_is_that_of_the_decree() {
        let office = organization();
        assert_eq!(office.unit.id, "DINAS KOPERASI, UKM PROVINSI JAMBI");
        // A continued string literal must have exactly one space where it breaks.
        assert!(office.task.id.contains("kewenangan daerah provinsi dan tugas pembantuan"));
        assert!(office.task.id.ends_with("peraturan perundang-undangan yang berlaku."));
        let names: Vec<_> = office.objectives.into_iter().map(|o| o.name.id).collect();
        assert_eq!(
            names,
            [
                "Meningkatnya Kualitas Kelembagaan Koperasi",
                "Meningkatnya Produktivitas Koperasi",
                "Meningkatnya Produktivitas UMKM",
                "Meningkatnya Penyerapan Tenaga Kerja oleh UMKM",
                "Meningkatnya Kualitas SDM Pengurus/Pengelola KUMKM",
            ]
        );
    }
}
