//! Random steps on cooperatives and their reports.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{History, Step, amount, day_of};
use crate::figures_model::{Cooperative, CooperativeReport, Rating, Span, score};

impl History {
    pub(super) fn cooperative_step(&mut self) -> Option<Step> {
        match self.dice.below(24) {
            0 | 1 => Some(self.cooperative_created()),
            2 => self.cooperative_replaced(),
            3 => self.cooperative_moved(),
            4 => self.cooperative_deleted(),
            5..=15 => self.report_put(),
            16..=19 => self.report_patched(),
            20..=22 => self.report_deleted(),
            _ => self.report_refused(),
        }
    }

    fn any_cooperative(&mut self) -> Option<i64> {
        self.dice.one_of(self.own.cooperatives.keys().copied())
    }

    /// A random cooperative and a year with its report.
    fn any_report(&mut self) -> Option<(i64, i32)> {
        let of_unit =
            |(&id, unit): (&i64, &Cooperative)| unit.reports.keys().map(move |&year| (id, year)).collect::<Vec<_>>();
        self.dice.one_of(self.own.cooperatives.iter().flat_map(of_unit))
    }

    fn cooperative_created(&mut self) -> Step {
        let (register_number, region, span) = (self.fresh_name(), self.place(), self.span());
        let body = self.cooperative_body(&register_number, &region, span);
        let unit = Cooperative { register_number, region, span, reports: BTreeMap::new() };
        let effect = move |register: &mut crate::figures_model::Register, id| {
            register.cooperatives.insert(id, unit);
        };
        Step::new("POST", "/cooperatives".into(), body, 201, Box::new(effect))
    }

    /// Replaces a cooperative: a PUT without dates removes them.
    fn cooperative_replaced(&mut self) -> Option<Step> {
        let id = self.any_cooperative()?;
        let register_number = self.own.cooperatives[&id].register_number.clone();
        let (region, span) = (self.place(), self.span());
        let mut body = self.cooperative_body(&register_number, &region, span);
        if span.from.is_none() {
            body.as_object_mut()?.remove("established_on");
        }
        let effect = move |register: &mut crate::figures_model::Register, _| {
            let unit = register.cooperatives.get_mut(&id).expect("an own unit");
            (unit.region, unit.span) = (region, span);
        };
        Some(Step::new("PUT", format!("/cooperatives/{id}"), body, 200, Box::new(effect)))
    }

    /// Moves a unit, whose reports keep their region.
    fn cooperative_moved(&mut self) -> Option<Step> {
        let (id, region) = (self.any_cooperative()?, self.place());
        let body = json!({"region": region});
        let effect = move |register: &mut crate::figures_model::Register, _| {
            register.cooperatives.get_mut(&id).expect("an own unit").region = region;
        };
        Some(Step::new("PATCH", format!("/cooperatives/{id}"), body, 200, Box::new(effect)))
    }

    /// Deletes a unit: with `cascade` also its reports and the links to it; without, reports or links refuse the deletion.
    fn cooperative_deleted(&mut self) -> Option<Step> {
        let id = self.any_cooperative()?;
        let linked = self
            .own
            .trainings
            .values()
            .flat_map(|training| training.participants.values())
            .any(|participant| participant.cooperative == Some(id));
        let held = linked || !self.own.cooperatives[&id].reports.is_empty();
        let effect = Box::new(move |register: &mut crate::figures_model::Register, _| {
            register.cooperatives.remove(&id);
            for participant in register.trainings.values_mut().flat_map(|training| training.participants.values_mut()) {
                participant.cooperative = participant.cooperative.filter(|link| *link != id);
            }
        });
        if self.dice.chance(60) {
            Some(Step::delete(format!("/cooperatives/{id}?cascade=true"), 204, effect))
        } else if held {
            Some(Step::delete(format!("/cooperatives/{id}"), 204, effect).refused(409))
        } else {
            Some(Step::delete(format!("/cooperatives/{id}"), 204, effect))
        }
    }

    /// Writes a report: without a region it keeps the one it has, else it takes the unit's.
    fn report_put(&mut self) -> Option<Step> {
        let (id, year) = (self.any_cooperative()?, self.year());
        let unit = &self.own.cooperatives[&id];
        let present = unit.reports.get(&year).map(|report| report.region.clone());
        let foreseen = if present.is_some() { 200 } else { 201 };
        let by_default = present.unwrap_or_else(|| unit.region.clone());
        let given = self.dice.chance(40).then(|| self.place());

        // Most reports say yes twice, so that some cooperatives are active.
        let report = CooperativeReport {
            region: given.clone().unwrap_or(by_default),
            rat_held: self.dice.chance(75),
            serves_members: self.dice.chance(85),
            business_volume: self.dice.money(),
            health_rating: self.dice.chance(40).then(|| *self.dice.pick(&Rating::ALL)),
            health_score: self.dice.score(),
        };
        let mut body = json!({
            "rat_held": report.rat_held,
            "serves_members": report.serves_members,
            "business_volume": amount(report.business_volume, &mut self.dice),
            "health_rating": report.health_rating.map(Rating::code),
            "health_score": report.health_score.map(score),
            "surplus": "-12.50",
        });
        if let Some(region) = given {
            body["region"] = json!(region);
        }
        let effect = move |register: &mut crate::figures_model::Register, _| {
            register.cooperatives.get_mut(&id).expect("an own unit").reports.insert(year, report);
        };
        Some(Step::new("PUT", format!("/cooperatives/{id}/reports/{year}"), body, foreseen, Box::new(effect)))
    }

    /// Changes some or all members by PATCH; the others keep their values.
    fn report_patched(&mut self) -> Option<Step> {
        let (id, year) = self.any_report()?;
        let mut report = self.own.cooperatives[&id].reports[&year].clone();
        let mut body = Map::new();
        if self.dice.chance(30) {
            report.region = self.place();
            body.insert("region".into(), json!(report.region));
        }
        if self.dice.chance(30) {
            report.rat_held = !report.rat_held;
            body.insert("rat_held".into(), json!(report.rat_held));
        }
        if self.dice.chance(20) {
            report.serves_members = !report.serves_members;
            body.insert("serves_members".into(), json!(report.serves_members));
        }
        if self.dice.chance(40) {
            report.business_volume = self.dice.money();
            body.insert("business_volume".into(), amount(report.business_volume, &mut self.dice));
        }
        if self.dice.chance(30) {
            report.health_rating = self.dice.chance(60).then(|| *self.dice.pick(&Rating::ALL));
            body.insert("health_rating".into(), json!(report.health_rating.map(Rating::code)));
        }
        if self.dice.chance(30) {
            report.health_score = self.dice.score();
            body.insert("health_score".into(), json!(report.health_score.map(score)));
        }
        let effect = move |register: &mut crate::figures_model::Register, _| {
            register.cooperatives.get_mut(&id).expect("an own unit").reports.insert(year, report);
        };
        let path = format!("/cooperatives/{id}/reports/{year}");
        Some(Step::new("PATCH", path, Value::Object(body), 200, Box::new(effect)))
    }

    fn report_deleted(&mut self) -> Option<Step> {
        let (id, year) = self.any_report()?;
        let effect = move |register: &mut crate::figures_model::Register, _| {
            register.cooperatives.get_mut(&id).expect("an own unit").reports.remove(&year);
        };
        Some(Step::delete(format!("/cooperatives/{id}/reports/{year}"), 204, Box::new(effect)))
    }

    /// Sends a write that must be refused, for one of several reasons, and must not change a sum.
    fn report_refused(&mut self) -> Option<Step> {
        let (id, year) = self.any_report()?;
        let path = format!("/cooperatives/{id}/reports/{year}");
        let put = |body: Value| Step::new("PUT", path.clone(), body, 200, Box::new(|_, _| {}));
        let good = json!({"rat_held": true, "serves_members": true, "business_volume": "123.45"});
        Some(match self.dice.below(5) {
            0 => put(json!({"rat_held": true, "serves_members": true, "business_volume": "-0.01"})).refused(422),
            1 => put(json!({"rat_held": true, "serves_members": true, "region": "99.99"})).refused(422),
            2 => Step { header: Some(("if-none-match", "*")), ..put(good) }.refused(412),
            3 => Step { header: Some(("if-match", "\"no-such-version\"")), ..put(good) }.refused(412),
            _ => {
                let taken = self.own.cooperatives[&id].register_number.clone();
                let body = json!({"register_number": taken, "name": "Sama", "region": "15.71"});
                Step::new("POST", "/cooperatives".into(), body, 201, Box::new(|_, _| {})).refused(409)
            }
        })
    }

    fn cooperative_body(&mut self, register_number: &str, region: &str, span: Span) -> Value {
        json!({
            "register_number": register_number,
            "name": format!("Koperasi {register_number}"),
            "region": region,
            "established_on": day_of(span.from, &mut self.dice),
            "dissolved_on": match span.until {
                // The last day is later in the year than every first day, because both may be in the same year.
                Some(year) => json!(format!("{year}-12-31")),
                None => Value::Null,
            },
        })
    }
}
