//! All records of the service, read through its lists: they must be exactly the acknowledged ones.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::figures_model::{
    Business, BusinessReport, Cooperative, CooperativeReport, Dataset, Figure, Participant, Rating, Register, Span,
    Training,
};
use crate::harness::Server;

/// Reads the whole register, page by page.
pub(crate) fn read_back(server: &Server) -> Register {
    let mut register = Register { regions: texts(&all(server, "/regions"), "code"), ..Register::default() };
    for item in all(server, "/cooperatives") {
        let unit = Cooperative {
            register_number: text(&item, "register_number"),
            region: text(&item, "region"),
            span: Span { from: year_of(&item["established_on"]), until: year_of(&item["dissolved_on"]) },
            reports: BTreeMap::new(),
        };
        register.cooperatives.insert(int(&item["id"]), unit);
    }
    for item in all(server, "/cooperative-reports") {
        let report = CooperativeReport {
            region: text(&item, "region"),
            rat_held: item["rat_held"].as_bool().expect("given"),
            serves_members: item["serves_members"].as_bool().expect("given"),
            business_volume: scaled(&item["business_volume"], 2),
            health_rating: Rating::ALL.into_iter().find(|rating| item["health_rating"] == rating.code()),
            health_score: scaled(&item["health_score"], 3),
        };
        let unit = register.cooperatives.get_mut(&int(&item["cooperative_id"])).expect("no report without its unit");
        unit.reports.insert(int(&item["year"]) as i32, report);
    }
    for item in all(server, "/umkm") {
        let unit = Business {
            register_number: text(&item, "register_number"),
            region: text(&item, "region"),
            span: Span { from: year_of(&item["assisted_since"]), until: year_of(&item["assisted_until"]) },
            reports: BTreeMap::new(),
        };
        register.businesses.insert(int(&item["id"]), unit);
    }
    for item in all(server, "/umkm-reports") {
        let report = BusinessReport {
            region: text(&item, "region"),
            turnover: scaled(&item["turnover"], 2),
            assets: scaled(&item["assets"], 2),
            workers: count(&item["workers"]),
        };
        let unit = register.businesses.get_mut(&int(&item["umkm_id"])).expect("no report without its unit");
        unit.reports.insert(int(&item["year"]) as i32, report);
    }
    for item in all(server, "/trainings") {
        let training = Training {
            code: text(&item, "code"),
            region: text(&item, "region"),
            year: year_of(&item["ends_on"]).expect("required"),
            participants: BTreeMap::new(),
        };
        register.trainings.insert(int(&item["id"]), training);
    }
    for item in all(server, "/participants") {
        let participant = Participant {
            name: text(&item, "name"),
            score: scaled(&item["score"], 3),
            cooperative: item["cooperative_id"].as_i64(),
            business: item["umkm_id"].as_i64(),
        };
        let training = register.trainings.get_mut(&int(&item["training_id"])).expect("no participant without one");
        training.participants.insert(int(&item["id"]), participant);
    }
    for item in all(server, "/figures") {
        let (dataset, figure) = figure(&item);
        register.figures.insert((dataset, int(&item["year"]) as i32, text(&item, "region")), figure);
    }
    register
}

/// A register as lines without ids, so that it can be compared with one that does not know the ids.
pub(crate) fn plain(register: &Register) -> Vec<String> {
    let mut lines = Vec::new();
    for unit in register.cooperatives.values() {
        let name = &unit.register_number;
        lines.push(format!("cooperative {name} {} {:?}", unit.region, unit.span));
        lines.extend(unit.reports.iter().map(|(year, report)| format!("cooperative {name} {year} {report:?}")));
    }
    for unit in register.businesses.values() {
        let name = &unit.register_number;
        lines.push(format!("umkm {name} {} {:?}", unit.region, unit.span));
        lines.extend(unit.reports.iter().map(|(year, report)| format!("umkm {name} {year} {report:?}")));
    }
    for training in register.trainings.values() {
        let code = &training.code;
        lines.push(format!("training {code} {} {}", training.region, training.year));
        for person in training.participants.values() {
            let cooperative = person.cooperative.map(|id| &register.cooperatives[&id].register_number);
            let business = person.business.map(|id| &register.businesses[&id].register_number);
            lines
                .push(format!("participant {} in {code} {:?} {cooperative:?} {business:?}", person.name, person.score));
        }
    }
    lines.extend(register.figures.iter().map(|(key, figure)| format!("figure {key:?} {figure:?}")));
    lines.sort();
    lines
}

/// All items of a list, over all its pages.
fn all(server: &Server, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut query = "?limit=500".to_owned();
    loop {
        let page = server.get(&format!("{path}{query}")).expect(200);
        items.extend(page.items());
        match page.at("/next_cursor") {
            Value::Null => return items,
            cursor => query = format!("?limit=500&cursor={}", cursor.as_str().expect("an opaque text")),
        }
    }
}

fn figure(item: &Value) -> (Dataset, Figure) {
    let dataset = Dataset::ALL.into_iter().find(|dataset| item["dataset"] == dataset.code()).expect("a known data set");
    let figure = match dataset {
        Dataset::Cooperatives => Figure::Cooperatives {
            active: count(&item["active_cooperatives"]),
            quality: count(&item["quality_cooperatives"]),
            quality_active: count(&item["quality_active_cooperatives"]),
            volume: scaled(&item["business_volume"], 2),
        },
        Dataset::Umkm => Figure::Umkm {
            businesses: count(&item["businesses"]),
            turnover: scaled(&item["turnover"], 2),
            assets: scaled(&item["assets"], 2),
            workers: count(&item["workers"]),
        },
        Dataset::Trainings => {
            Figure::Trainings { participants: count(&item["participants"]), good: count(&item["good_participants"]) }
        }
    };
    (dataset, figure)
}

fn text(item: &Value, name: &str) -> String {
    item[name].as_str().unwrap_or_else(|| panic!("no text {name} in {item}")).to_owned()
}

fn texts(items: &[Value], name: &str) -> Vec<String> {
    items.iter().map(|item| text(item, name)).collect()
}

fn int(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no integer"))
}

fn count(value: &Value) -> Option<i128> {
    if value.is_null() { None } else { Some(int(value).into()) }
}

fn year_of(date: &Value) -> Option<i32> {
    date.as_str().map(|date| date[..4].parse().expect("a date begins with its year"))
}

/// A decimal string as an integer of its last decimal place.
fn scaled(value: &Value, places: usize) -> Option<i128> {
    if value.is_null() {
        return None;
    }
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is a decimal and so must be a string"));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Some(format!("{whole}{fraction:0<places$}").parse().unwrap_or_else(|_| panic!("{value} is no decimal")))
}
