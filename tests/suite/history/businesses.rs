//! Random steps on UMKM and their reports.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{History, Step, amount, count, day_of};
use crate::figures_model::{Business, BusinessReport, Register, Span};

impl History {
    pub(super) fn business_step(&mut self) -> Option<Step> {
        match self.dice.below(24) {
            0 | 1 => Some(self.business_created()),
            2 | 3 => self.business_changed(),
            4 => self.business_deleted(),
            5..=15 => self.business_report_put(),
            16..=20 => self.business_report_patched(),
            _ => self.business_report_deleted(),
        }
    }

    fn any_business(&mut self) -> Option<i64> {
        self.dice.one_of(self.own.businesses.keys().copied())
    }

    fn any_business_report(&mut self) -> Option<(i64, i32)> {
        let of_unit =
            |(&id, unit): (&i64, &Business)| unit.reports.keys().map(move |&year| (id, year)).collect::<Vec<_>>();
        self.dice.one_of(self.own.businesses.iter().flat_map(of_unit))
    }

    fn business_created(&mut self) -> Step {
        let (register_number, region, span) = (self.fresh_name(), self.place(), self.span());
        let body = self.business_body(&register_number, &region, span);
        let unit = Business { register_number, region, span, reports: BTreeMap::new() };
        let effect = move |register: &mut Register, id| {
            register.businesses.insert(id, unit);
        };
        Step::new("POST", "/umkm".into(), body, 201, Box::new(effect))
    }

    /// Changes the region, the dates or both by PUT, or only the dates by PATCH.
    fn business_changed(&mut self) -> Option<Step> {
        let id = self.any_business()?;
        let unit = &self.own.businesses[&id];
        let (register_number, old_region) = (unit.register_number.clone(), unit.region.clone());
        let (span, put) = (self.span(), self.dice.chance(50));
        let region = if put { self.place() } else { old_region };
        let mut body = self.business_body(&register_number, &region, span);
        if !put {
            body.as_object_mut()?.retain(|name, _| name.starts_with("assisted_"));
        }
        let effect = move |register: &mut Register, _| {
            let unit = register.businesses.get_mut(&id).expect("an own unit");
            (unit.region, unit.span) = (region, span);
        };
        let method = if put { "PUT" } else { "PATCH" };
        Some(Step::new(method, format!("/umkm/{id}"), body, 200, Box::new(effect)))
    }

    fn business_deleted(&mut self) -> Option<Step> {
        let id = self.any_business()?;
        let linked = self
            .own
            .trainings
            .values()
            .flat_map(|training| training.participants.values())
            .any(|participant| participant.business == Some(id));
        let held = linked || !self.own.businesses[&id].reports.is_empty();
        let effect = Box::new(move |register: &mut Register, _| {
            register.businesses.remove(&id);
            for participant in register.trainings.values_mut().flat_map(|training| training.participants.values_mut()) {
                participant.business = participant.business.filter(|link| *link != id);
            }
        });
        let cascade = self.dice.chance(60);
        let path = format!("/umkm/{id}{}", if cascade { "?cascade=true" } else { "" });
        let step = Step::delete(path, 204, effect);
        Some(if held && !cascade { step.refused(409) } else { step })
    }

    fn business_report_put(&mut self) -> Option<Step> {
        let (id, year) = (self.any_business()?, self.year());
        let unit = &self.own.businesses[&id];
        let present = unit.reports.get(&year).map(|report| report.region.clone());
        let foreseen = if present.is_some() { 200 } else { 201 };
        let by_default = present.unwrap_or_else(|| unit.region.clone());
        let given = self.dice.chance(40).then(|| self.place());
        let report = BusinessReport {
            region: given.clone().unwrap_or(by_default),
            turnover: self.dice.money(),
            assets: self.dice.money(),
            workers: self.dice.count(),
        };
        let mut body = Map::new();
        if let Some(region) = given {
            body.insert("region".into(), json!(region));
        }
        // In a PUT an absent member is the same as null.
        for (name, value) in [("turnover", report.turnover), ("assets", report.assets)] {
            if value.is_some() || self.dice.chance(50) {
                body.insert(name.into(), amount(value, &mut self.dice));
            }
        }
        body.insert("workers".into(), count(report.workers));
        let effect = move |register: &mut Register, _| {
            register.businesses.get_mut(&id).expect("an own unit").reports.insert(year, report);
        };
        let path = format!("/umkm/{id}/reports/{year}");
        Some(Step::new("PUT", path, Value::Object(body), foreseen, Box::new(effect)))
    }

    fn business_report_patched(&mut self) -> Option<Step> {
        let (id, year) = self.any_business_report()?;
        let mut report = self.own.businesses[&id].reports[&year].clone();
        let mut body = Map::new();
        if self.dice.chance(40) {
            report.region = self.place();
            body.insert("region".into(), json!(report.region));
        }
        if self.dice.chance(40) {
            report.turnover = self.dice.money();
            body.insert("turnover".into(), amount(report.turnover, &mut self.dice));
        }
        if self.dice.chance(40) {
            report.assets = self.dice.money();
            body.insert("assets".into(), amount(report.assets, &mut self.dice));
        }
        if self.dice.chance(40) {
            report.workers = self.dice.count();
            body.insert("workers".into(), count(report.workers));
        }
        let effect = move |register: &mut Register, _| {
            register.businesses.get_mut(&id).expect("an own unit").reports.insert(year, report);
        };
        let path = format!("/umkm/{id}/reports/{year}");
        Some(Step::new("PATCH", path, Value::Object(body), 200, Box::new(effect)))
    }

    fn business_report_deleted(&mut self) -> Option<Step> {
        let (id, year) = self.any_business_report()?;
        let effect = move |register: &mut Register, _| {
            register.businesses.get_mut(&id).expect("an own unit").reports.remove(&year);
        };
        Some(Step::delete(format!("/umkm/{id}/reports/{year}"), 204, Box::new(effect)))
    }

    fn business_body(&mut self, register_number: &str, region: &str, span: Span) -> Value {
        let until = span.until.map(|year| format!("{year}-12-31"));
        json!({
            "register_number": register_number,
            "name": format!("Usaha {register_number}"),
            "region": region,
            "assisted_since": day_of(span.from, &mut self.dice),
            "assisted_until": until,
        })
    }
}
