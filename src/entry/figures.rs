//! Figures as they are entered: each data set has members of its own.

use crate::domain::ViolationCode;
use crate::entry::checker::Checker;
use crate::store::models::figure::FigureData;

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct CooperativesFigureEntry<S> {
    pub active_cooperatives: Option<i64>,
    pub quality_cooperatives: Option<i64>,
    pub quality_active_cooperatives: Option<i64>,
    pub business_volume: Option<S>,
    pub source: Option<S>,
}

impl<S: AsRef<str> + Into<String>> CooperativesFigureEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep.
    pub fn check(self, check: &mut Checker) -> Option<FigureData> {
        let active_cooperatives = check.count("active_cooperatives", self.active_cooperatives);
        let quality_cooperatives = check.count("quality_cooperatives", self.quality_cooperatives);
        let both = check.count("quality_active_cooperatives", self.quality_active_cooperatives);
        at_most(check, ("quality_active_cooperatives", both), ("active_cooperatives", active_cooperatives));
        at_most(check, ("quality_active_cooperatives", both), ("quality_cooperatives", quality_cooperatives));
        let business_volume = check.money("business_volume", self.business_volume);
        let source = check.required("source", self.source);
        check.text("source", source, 500).map(|source| FigureData {
            active_cooperatives,
            quality_cooperatives,
            quality_active_cooperatives: both,
            business_volume,
            source,
            ..FigureData::default()
        })
    }
}

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct UmkmFigureEntry<S> {
    pub businesses: Option<i64>,
    pub turnover: Option<S>,
    pub assets: Option<S>,
    pub workers: Option<i64>,
    pub source: Option<S>,
}

impl<S: AsRef<str> + Into<String>> UmkmFigureEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep.
    pub fn check(self, check: &mut Checker) -> Option<FigureData> {
        let businesses = check.count("businesses", self.businesses);
        let turnover = check.money("turnover", self.turnover);
        let assets = check.money("assets", self.assets);
        let workers = check.count("workers", self.workers);
        let source = check.required("source", self.source);
        check.text("source", source, 500).map(|source| FigureData {
            businesses,
            turnover,
            assets,
            workers,
            source,
            ..FigureData::default()
        })
    }
}

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct TrainingsFigureEntry<S> {
    pub participants: Option<i64>,
    pub good_participants: Option<i64>,
    pub source: Option<S>,
}

impl<S: AsRef<str> + Into<String>> TrainingsFigureEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep.
    pub fn check(self, check: &mut Checker) -> Option<FigureData> {
        let participants = check.count("participants", self.participants);
        let good_participants = check.count("good_participants", self.good_participants);
        at_most(check, ("good_participants", good_participants), ("participants", participants));
        let source = check.required("source", self.source);
        check.text("source", source, 500).map(|source| FigureData {
            participants,
            good_participants,
            source,
            ..FigureData::default()
        })
    }
}

/// A part can't be more than the whole.
fn at_most(
    check: &mut Checker,
    (part, of_part): (&'static str, Option<i64>),
    (whole, of_whole): (&'static str, Option<i64>),
) {
    if let (Some(of_part), Some(of_whole)) = (of_part, of_whole)
        && of_part > of_whole
    {
        check.refuse(
            part,
            ViolationCode::Inconsistent,
            format!("tidak boleh lebih dari {whole}"),
            format!("must not be more than {whole}"),
        );
    }
}
