//! A random history of one writer: each step is a request to the service and what it does to the model.
//!
//! A history owns its units and its figures, so that several can run at once over the same regions and years and their
//! models be put together afterwards.

mod businesses;
mod cooperatives;
mod dice;
mod figures;
mod read_back;
mod trainings;

use serde_json::{Value, json};

use crate::figures_model::{Dataset, Register, Span, money};
use crate::harness::{Answer, Server};

pub(crate) use dice::Dice;
pub(crate) use read_back::{plain, read_back};

/// Where records are put: the nation, two provinces and what is below them. Few, so that they meet.
pub(crate) const PLACES: [&str; 6] = ["15", "15.01", "15.71", "16", "16.71", "00"];
/// The years in which records are put; questions are also asked of the years around them.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2017..=2022;

/// How often in its whole life a history may be told to try again: Postgres may have a step give way to others three times in a row.
const TURNED_AWAY: usize = 2;

/// What a step does to the records once it is acknowledged; a POST gives the id that the service chose.
type Effect = Box<dyn FnOnce(&mut Register, i64) + Send>;

/// One request, the status that the model foresees, and its effect.
pub(crate) struct Step {
    method: &'static str,
    path: String,
    header: Option<(&'static str, &'static str)>,
    body: Option<Value>,
    foreseen: u16,
    effect: Effect,
}

impl Step {
    fn new(method: &'static str, path: String, body: Value, foreseen: u16, effect: Effect) -> Self {
        Self { method, path, header: None, body: Some(body), foreseen, effect }
    }

    fn delete(path: String, foreseen: u16, effect: Effect) -> Self {
        Self { method: "DELETE", path, header: None, body: None, foreseen, effect }
    }

    /// The same request, but one that must be refused and change nothing.
    fn refused(self, foreseen: u16) -> Self {
        Self { foreseen, effect: Box::new(|_, _| {}), ..self }
    }

    fn described(&self) -> String {
        let body = self.body.as_ref().map_or_else(String::new, Value::to_string);
        format!("{} {} {:?} {body}", self.method, self.path, self.header)
    }

    fn try_send(&self, server: &Server) -> Result<Answer, String> {
        let mut request = server.request(self.method, &self.path);
        if let Some((name, value)) = self.header {
            request = request.header(name, value);
        }
        match &self.body {
            Some(body) if self.method == "PATCH" => request.body(body.to_string(), "application/merge-patch+json"),
            Some(body) => request.json(body),
            None => request,
        }
        .try_send()
    }
}

/// One writer's own records, and the chance by which it goes on.
pub(crate) struct History {
    pub(crate) own: Register,
    pub(crate) dice: Dice,
    /// Stands before every register number, training code and participant's name of this writer.
    pub(crate) prefix: String,
    number: usize,
    /// How often a step was answered 503.
    turned_away: usize,
    writer: usize,
    writers: usize,
    /// The latest steps, for a failure's message.
    trail: Vec<String>,
}

impl History {
    /// The `writer`-th of `writers` that share a server.
    pub(crate) fn new(seed: u64, writer: usize, writers: usize) -> Self {
        let own = Register { regions: all_regions(), ..Register::default() };
        let dice = Dice::new(seed.wrapping_mul(1000).wrapping_add(writer as u64));
        Self { own, dice, prefix: format!("W{writer}-"), number: 0, turned_away: 0, writer, writers, trail: Vec::new() }
    }

    /// Does one random step, which the service must take as foreseen.
    pub(crate) fn go_on(&mut self, server: &Server) {
        self.try_go_on(server).unwrap_or_else(|(error, _)| panic!("no answer: {error}\n{}", self.trail()));
    }

    /// Does one random step. Where the server gives no answer, the error holds what the records are if the step was
    /// done all the same.
    pub(crate) fn try_go_on(&mut self, server: &Server) -> Result<(), (String, Box<Register>)> {
        let step = self.next_step();
        self.trail.push(step.described());
        let answer = match self.send_until_taken(server, &step) {
            Ok(answer) => answer,
            Err(error) => {
                let mut perhaps = self.own.clone();
                (step.effect)(&mut perhaps, -1);
                return Err((error, Box::new(perhaps)));
            }
        };
        assert!(
            answer.status == step.foreseen,
            "the model foresaw {} for {}\nafter:\n{}",
            step.foreseen,
            answer.whole(),
            self.trail()
        );
        let id = if step.method == "POST" && answer.status == 201 { answer.id() } else { 0 };
        (step.effect)(&mut self.own, id);
        Ok(())
    }

    /// Does one random step in the model alone, as if a service had answered as foreseen.
    pub(crate) fn imagine(&mut self) {
        let step = self.next_step();
        self.number += 1;
        (step.effect)(&mut self.own, self.number as i64);
    }

    /// 503 says that the same request may succeed later, so it is sent again; but nothing fails here that would call for it.
    fn send_until_taken(&mut self, server: &Server, step: &Step) -> Result<Answer, String> {
        loop {
            let answer = step.try_send(server)?;
            if answer.status != 503 {
                return Ok(answer);
            }
            self.turned_away += 1;
            let (turned_away, whole) = (self.turned_away, answer.whole());
            assert!(turned_away <= TURNED_AWAY, "503 for the {turned_away}th time, where nothing fails: {whole}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// The last steps, oldest first.
    pub(crate) fn trail(&self) -> String {
        let from = self.trail.len().saturating_sub(40);
        format!("the last steps of {}:\n{}", self.prefix, self.trail[from..].join("\n"))
    }

    fn next_step(&mut self) -> Step {
        loop {
            let step = match self.dice.below(22) {
                0..=7 => self.cooperative_step(),
                8..=13 => self.business_step(),
                14..=17 => self.training_step(),
                _ => self.figure_step(),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn year(&mut self) -> i32 {
        *YEARS.start() + self.dice.below(YEARS.count()) as i32
    }

    fn place(&mut self) -> String {
        (*self.dice.pick(&PLACES)).to_owned()
    }

    fn fresh_name(&mut self) -> String {
        self.number += 1;
        format!("{}{}", self.prefix, self.number)
    }

    /// Whether a figure's place is this writer's.
    pub(crate) fn owns_figure(&self, dataset: Dataset, year: i32, region: &str) -> bool {
        let place = PLACES.iter().position(|code| *code == region).expect("one of the places");
        (dataset as usize + place + year as usize) % self.writers == self.writer
    }

    /// A unit's dates: mostly unknown or around the years in use, so that some reports lie outside.
    fn span(&mut self) -> Span {
        let from = self.dice.chance(60).then(|| 2014 + self.dice.below(6) as i32);
        let until = self.dice.chance(40).then(|| from.unwrap_or(2017) + self.dice.below(6) as i32);
        Span { from, until }
    }
}

/// All codes that are registered once the tests' own are added.
pub(crate) fn all_regions() -> Vec<String> {
    let jambi = (1..=9).map(|n| format!("15.{n:02}"));
    let others = ["15", "15.71", "15.72", "16", "16.71", "00"].map(str::to_owned);
    jambi.chain(others).collect()
}

/// Registers the regions that are not there from the first start.
pub(crate) fn load_regions(server: &Server) {
    let put = |code: &str, bps_code: &str, name: &str, kind: &str| {
        let body = json!({"bps_code": bps_code, "name": name, "kind": kind});
        server.put(&format!("/regions/{code}"), body).expect(201);
    };
    put("00", "00", "Indonesia", "nation");
    put("16", "16", "Sumatera Selatan", "province");
    put("16.71", "1671", "Palembang", "kota");
}

/// Money for a request: a string, or now and then the integer that the contract takes as well.
fn amount(value: Option<i128>, dice: &mut Dice) -> Value {
    match value {
        None => Value::Null,
        Some(hundredths) if hundredths % 100 == 0 && dice.chance(30) => json!((hundredths / 100) as i64),
        Some(hundredths) if hundredths % 10 == 0 && dice.chance(20) => {
            // One decimal is as good as two on the way in.
            let text = money(hundredths);
            json!(&text[..text.len() - 1])
        }
        Some(hundredths) => json!(money(hundredths)),
    }
}

fn count(value: Option<i128>) -> Value {
    json!(value.map(|count| count as i64))
}

/// A date in the year, of which the model only keeps the year; both ends of the year are dates like any other.
fn day_of(year: Option<i32>, dice: &mut Dice) -> Value {
    json!(year.map(|year| format!("{year}-{}", dice.pick(&["01-01", "06-30", "12-31"]))))
}
