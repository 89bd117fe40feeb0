//! A random history of one writer: each step is a request to the service and the same change in the model.
//!
//! A history owns its units and figures, so that several can run at once over the same regions and years, and their models can be
//! merged afterwards.

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

/// The regions of records: the nation, two provinces and regions below them; few, so that records share regions.
pub(crate) const PLACES: [&str; 6] = ["15", "15.01", "15.71", "16", "16.71", "00"];
/// The years of records; values are also read for the years around them.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2017..=2022;

/// The largest number of 503 answers in one history: Postgres may abort a step in favour of others three times in a row.
const TURNED_AWAY: usize = 2;

/// The change of the model after a step is acknowledged; a POST gives the id that the service chose.
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

    /// A request that must be refused and must not change anything.
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

/// The records of one writer, and its random numbers.
pub(crate) struct History {
    pub(crate) own: Register,
    pub(crate) dice: Dice,
    /// The prefix of every register number, training code and participant's name of this writer.
    pub(crate) prefix: String,
    number: usize,
    /// The number of 503 answers.
    turned_away: usize,
    writer: usize,
    writers: usize,
    /// The latest steps, for the message of a failure.
    trail: Vec<String>,
}

impl History {
    /// The history of writer number `writer` of `writers` that share a server.
    pub(crate) fn new(seed: u64, writer: usize, writers: usize) -> Self {
        let own = Register { regions: all_regions(), ..Register::default() };
        let dice = Dice::new(seed.wrapping_mul(1000).wrapping_add(writer as u64));
        Self { own, dice, prefix: format!("W{writer}-"), number: 0, turned_away: 0, writer, writers, trail: Vec::new() }
    }

    /// Does one random step, which the service must answer as expected.
    pub(crate) fn go_on(&mut self, server: &Server) {
        self.try_go_on(server).unwrap_or_else(|(error, _)| panic!("no answer: {error}\n{}", self.trail()));
    }

    /// Does one random step. Where the server does not answer, the error has the records for the case that the step was
    /// done nevertheless.
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

    /// Does one random step only in the model, as if the service had answered as expected.
    pub(crate) fn imagine(&mut self) {
        let step = self.next_step();
        self.number += 1;
        (step.effect)(&mut self.own, self.number as i64);
    }

    /// Sends the request, and again after a 503, which means that the same request may succeed later.
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

    /// The latest steps, oldest first.
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

    /// Whether this writer owns the figures of a place.
    pub(crate) fn owns_figure(&self, dataset: Dataset, year: i32, region: &str) -> bool {
        let place = PLACES.iter().position(|code| *code == region).expect("one of the places");
        (dataset as usize + place + year as usize) % self.writers == self.writer
    }

    /// Random dates of a unit: mostly unknown or around the years of records, so that some reports are outside.
    fn span(&mut self) -> Span {
        let from = self.dice.chance(60).then(|| 2014 + self.dice.below(6) as i32);
        let until = self.dice.chance(40).then(|| from.unwrap_or(2017) + self.dice.below(6) as i32);
        Span { from, until }
    }
}

/// All region codes, those of the tests included.
pub(crate) fn all_regions() -> Vec<String> {
    let jambi = (1..=9).map(|n| format!("15.{n:02}"));
    let others = ["15", "15.71", "15.72", "16", "16.71", "00"].map(str::to_owned);
    jambi.chain(others).collect()
}

/// Registers the regions that the service does not register itself.
pub(crate) fn load_regions(server: &Server) {
    let put = |code: &str, bps_code: &str, name: &str, kind: &str| {
        let body = json!({"bps_code": bps_code, "name": name, "kind": kind});
        server.put(&format!("/regions/{code}"), body).expect(201);
    };
    put("00", "00", "Indonesia", "nation");
    put("16", "16", "Sumatera Selatan", "province");
    put("16.71", "1671", "Palembang", "kota");
}

/// Money in a request: a string, or sometimes an integer, which the API accepts as well.
fn amount(value: Option<i128>, dice: &mut Dice) -> Value {
    match value {
        None => Value::Null,
        Some(hundredths) if hundredths % 100 == 0 && dice.chance(30) => json!((hundredths / 100) as i64),
        Some(hundredths) if hundredths % 10 == 0 && dice.chance(20) => {
            // In a request one decimal is accepted as well as two.
            let text = money(hundredths);
            json!(&text[..text.len() - 1])
        }
        Some(hundredths) => json!(money(hundredths)),
    }
}

fn count(value: Option<i128>) -> Value {
    json!(value.map(|count| count as i64))
}

/// A random date of the year, the first and the last day included; the model uses only the year.
fn day_of(year: Option<i32>, dice: &mut Dice) -> Value {
    json!(year.map(|year| format!("{year}-{}", dice.pick(&["01-01", "06-30", "12-31"]))))
}
