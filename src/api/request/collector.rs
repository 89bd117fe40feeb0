//! Collects the problems of several parameters, so that one answer names them all.

use crate::http::{Problem, ProblemKind};

/// The problems found so far. A parameter that cannot be read (400) takes precedence over those that break a rule (422), since
/// only the latter can be reported together.
#[derive(Default)]
pub struct Collector(Option<Problem>);

impl Collector {
    /// The value of a check, or `None` where the check failed; its problem is added to those of the checks before.
    pub fn take<T>(&mut self, outcome: Result<T, Problem>) -> Option<T> {
        let problem = match outcome {
            Ok(value) => return Some(value),
            Err(problem) => problem,
        };
        let is_invalid = |problem: &Problem| problem.kind() == ProblemKind::Invalid;
        self.0 = Some(match self.0.take() {
            None => problem,
            Some(first) if is_invalid(&first) && is_invalid(&problem) => {
                Problem::invalid_at([first.errors(), problem.errors()].concat())
            }
            Some(first) if is_invalid(&first) => problem,
            Some(first) => first,
        });
        None
    }

    /// [`Collector::take`] for a parameter that need not be given.
    pub fn optional<T>(&mut self, outcome: Result<Option<T>, Problem>) -> Option<T> {
        self.take(outcome).flatten()
    }

    /// The value where no check failed. `value` is `None` only where one did.
    ///
    /// # Errors
    /// The problems of all failed checks.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match (self.0, value) {
            (None, Some(value)) => Ok(value),
            (Some(problem), _) => Err(problem),
            (None, None) => Err(Problem::internal_because("a check failed without a problem")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Text, ViolationCode};

    fn outcome(checks: Vec<Result<i32, Problem>>) -> Result<Vec<i32>, Problem> {
        let mut collector = Collector::default();
        let values: Vec<Option<i32>> = checks.into_iter().map(|check| collector.take(check)).collect();
        collector.finish(values.into_iter().collect())
    }

    #[test]
    fn problems_of_several_checks_are_reported_together() {
        let invalid = |name| Err(Problem::invalid_parameter(name, ViolationCode::OutOfRange, Text::new("a", "b")));
        let malformed = |name| Err(Problem::malformed_parameter(name, Text::new("a", "b")));
        assert_eq!(outcome(vec![Ok(1), Ok(2)]).unwrap(), [1, 2]);
        assert_eq!(outcome(vec![invalid("a"), Ok(1), invalid("b")]).unwrap_err().errors().len(), 2);
        let mixed = outcome(vec![invalid("a"), malformed("b"), malformed("c"), invalid("d")]).unwrap_err();
        assert_eq!((mixed.kind(), mixed.errors().len()), (ProblemKind::Malformed, 1));
        assert_eq!(mixed.errors(), outcome(vec![malformed("b")]).unwrap_err().errors());
        assert_eq!(outcome(vec![Ok(1), invalid("b")]).unwrap_err().errors().len(), 1);
    }
}
