//! Random steps on figures: created, replaced, deleted, with and without null members, beside records and above them.

use serde_json::{Value, json};

use super::{Dice, History, PLACES, Step, YEARS, amount, count};
use crate::figures_model::{Dataset, Figure, Register};

impl History {
    pub(super) fn figure_step(&mut self) -> Option<Step> {
        // Figures are deleted as often as created; else they would soon be the basis everywhere.
        if self.dice.chance(50) { self.figure_deleted() } else { self.figure_put() }
    }

    fn figure_put(&mut self) -> Option<Step> {
        let places = Dataset::ALL.into_iter().flat_map(|dataset| {
            YEARS.flat_map(move |year| PLACES.into_iter().map(move |region| (dataset, year, region)))
        });
        let own: Vec<_> = places.filter(|&(dataset, year, region)| self.owns_figure(dataset, year, region)).collect();
        let (dataset, year, region) = self.dice.one_of(own.into_iter())?;
        let key = (dataset, year, region.to_owned());
        let foreseen = if self.own.figures.contains_key(&key) { 200 } else { 201 };
        let (figure, body) = any_figure(dataset, &mut self.dice);
        let path = format!("/figures/{}/{year}/{region}", dataset.code());
        let effect = move |register: &mut Register, _| {
            register.figures.insert(key, figure);
        };
        Some(Step::new("PUT", path, body, foreseen, Box::new(effect)))
    }

    fn figure_deleted(&mut self) -> Option<Step> {
        let key = self.dice.one_of(self.own.figures.keys().cloned())?;
        let path = format!("/figures/{}/{}/{}", key.0.code(), key.1, key.2);
        let effect = move |register: &mut Register, _| {
            register.figures.remove(&key);
        };
        Some(Step::delete(path, 204, Box::new(effect)))
    }
}

/// A figure without contradictions (no part is more than its whole), and its request body.
fn any_figure(dataset: Dataset, dice: &mut Dice) -> (Figure, Value) {
    match dataset {
        Dataset::Cooperatives => {
            let (active, quality, volume) = (dice.count(), dice.count(), dice.money());
            let quality_active = if dice.chance(75) {
                let most = active.unwrap_or(300).min(quality.unwrap_or(300));
                Some(if dice.chance(40) { most } else { dice.below(most as usize + 1) as i128 })
            } else {
                None
            };
            let body = json!({
                "active_cooperatives": count(active),
                "quality_cooperatives": count(quality),
                "quality_active_cooperatives": count(quality_active),
                "business_volume": amount(volume, dice),
                "source": "Buku Statistik",
            });
            (Figure::Cooperatives { active, quality, quality_active, volume }, body)
        }
        Dataset::Umkm => {
            let (businesses, turnover, assets, workers) = (dice.count(), dice.money(), dice.money(), dice.count());
            let body = json!({
                "businesses": count(businesses),
                "turnover": amount(turnover, dice),
                "assets": amount(assets, dice),
                "workers": count(workers),
                "source": "Laporan tahunan",
            });
            (Figure::Umkm { businesses, turnover, assets, workers }, body)
        }
        Dataset::Trainings => {
            // Zero is rare by chance, and the only way to a denominator of zero.
            let participants = if dice.chance(15) { Some(0) } else { dice.count() };
            let good = dice.chance(80).then(|| dice.below(participants.unwrap_or(100) as usize + 1) as i128);
            let body = json!({
                "participants": count(participants),
                "good_participants": count(good),
                "source": "Laporan diklat",
            });
            (Figure::Trainings { participants, good }, body)
        }
    }
}
