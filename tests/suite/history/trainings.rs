//! Random steps on trainings and their participants.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{History, Step, day_of};
use crate::figures_model::{Participant, Register, Training, score};

impl History {
    pub(super) fn training_step(&mut self) -> Option<Step> {
        match self.dice.below(24) {
            0 | 1 => Some(self.training_created()),
            2 => self.training_replaced(),
            3 | 4 => self.training_moved(),
            5 => self.training_deleted(),
            6..=14 => self.participant_added(),
            15..=19 => self.participant_changed(),
            _ => self.participant_deleted(),
        }
    }

    fn any_training(&mut self) -> Option<i64> {
        self.dice.one_of(self.own.trainings.keys().copied())
    }

    fn any_participant(&mut self) -> Option<(i64, i64)> {
        let of_training = |(&id, training): (&i64, &Training)| {
            training.participants.keys().map(move |&pid| (id, pid)).collect::<Vec<_>>()
        };
        self.dice.one_of(self.own.trainings.iter().flat_map(of_training))
    }

    fn training_created(&mut self) -> Step {
        let (code, region, year) = (self.fresh_name(), self.place(), self.year());
        let body = self.training_body(&code, &region, year);
        let training = Training { code, region, year, participants: BTreeMap::new() };
        let effect = move |register: &mut Register, id| {
            register.trainings.insert(id, training);
        };
        Step::new("POST", "/trainings".into(), body, 201, Box::new(effect))
    }

    fn training_replaced(&mut self) -> Option<Step> {
        let id = self.any_training()?;
        let code = self.own.trainings[&id].code.clone();
        let (region, year) = (self.place(), self.year());
        let body = self.training_body(&code, &region, year);
        let effect = move |register: &mut Register, _| {
            let training = register.trainings.get_mut(&id).expect("an own training");
            (training.region, training.year) = (region, year);
        };
        Some(Step::new("PUT", format!("/trainings/{id}"), body, 200, Box::new(effect)))
    }

    /// Moves a training with all participations to another year, another region, or both.
    fn training_moved(&mut self) -> Option<Step> {
        let id = self.any_training()?;
        let training = &self.own.trainings[&id];
        let (mut region, mut year) = (training.region.clone(), training.year);
        let mut body = Map::new();
        if self.dice.chance(60) {
            region = self.place();
            body.insert("region".into(), json!(region));
        }
        if self.dice.chance(60) {
            year = self.year();
            // The first day moves as well, because it must not be after the last.
            body.insert("starts_on".into(), json!(format!("{}-12-30", year - 1)));
            body.insert("ends_on".into(), day_of(Some(year), &mut self.dice));
        }
        let effect = move |register: &mut Register, _| {
            let training = register.trainings.get_mut(&id).expect("an own training");
            (training.region, training.year) = (region, year);
        };
        Some(Step::new("PATCH", format!("/trainings/{id}"), Value::Object(body), 200, Box::new(effect)))
    }

    fn training_deleted(&mut self) -> Option<Step> {
        let id = self.any_training()?;
        let held = !self.own.trainings[&id].participants.is_empty();
        let cascade = self.dice.chance(50);
        let path = format!("/trainings/{id}{}", if cascade { "?cascade=true" } else { "" });
        let effect = move |register: &mut Register, _| {
            register.trainings.remove(&id);
        };
        let step = Step::delete(path, 204, Box::new(effect));
        Some(if held && !cascade { step.refused(409) } else { step })
    }

    fn participant_added(&mut self) -> Option<Step> {
        let training = self.any_training()?;
        let participant = Participant {
            name: self.fresh_name(),
            score: self.dice.score(),
            cooperative: if self.dice.chance(20) {
                self.dice.one_of(self.own.cooperatives.keys().copied())
            } else {
                None
            },
            business: None,
        };
        let body = participant_body(&participant);
        let effect = move |register: &mut Register, id| {
            register.trainings.get_mut(&training).expect("an own training").participants.insert(id, participant);
        };
        Some(Step::new("POST", format!("/trainings/{training}/participants"), body, 201, Box::new(effect)))
    }

    /// Sets, changes or removes a score; or replaces a participation, with or without a link to a business.
    fn participant_changed(&mut self) -> Option<Step> {
        let (training, id) = self.any_participant()?;
        let mut participant = self.own.trainings[&training].participants[&id].clone();
        participant.score = self.dice.score();
        let (method, body) = if self.dice.chance(60) {
            ("PATCH", json!({"score": participant.score.map(score)}))
        } else {
            participant.cooperative = None;
            participant.business =
                if self.dice.chance(50) { self.dice.one_of(self.own.businesses.keys().copied()) } else { None };
            ("PUT", participant_body(&participant))
        };
        let effect = move |register: &mut Register, _| {
            register.trainings.get_mut(&training).expect("an own training").participants.insert(id, participant);
        };
        Some(Step::new(method, format!("/trainings/{training}/participants/{id}"), body, 200, Box::new(effect)))
    }

    fn participant_deleted(&mut self) -> Option<Step> {
        let (training, id) = self.any_participant()?;
        let effect = move |register: &mut Register, _| {
            register.trainings.get_mut(&training).expect("an own training").participants.remove(&id);
        };
        Some(Step::delete(format!("/trainings/{training}/participants/{id}"), 204, Box::new(effect)))
    }

    fn training_body(&mut self, code: &str, region: &str, year: i32) -> Value {
        json!({
            "code": code,
            "title": format!("Diklat {code}"),
            "region": region,
            // A course over New Year belongs to the year of its last day.
            "starts_on": format!("{}-12-30", year - 1),
            "ends_on": day_of(Some(year), &mut self.dice),
        })
    }
}

fn participant_body(participant: &Participant) -> Value {
    json!({
        "name": participant.name,
        "score": participant.score.map(score),
        "cooperative_id": participant.cooperative,
        "umkm_id": participant.business,
    })
}
