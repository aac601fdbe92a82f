//! Collecting the problems of an input.

use super::{Error, Fault, Result, UserError};

/// Collects every problem of one input, so that all are told at once.
#[derive(Debug)]
pub struct Checks {
    path: Vec<String>,
    /// The list of `input` that holds the entries; none where `input` is itself the only one.
    list: Option<&'static str>,
    entry: usize,
    errors: Vec<(usize, UserError)>,
}

impl Checks {
    /// Checks of the argument `input`, which is its own only entry.
    #[must_use]
    pub fn input() -> Self {
        Self {
            path: vec!["input".to_owned()],
            list: None,
            entry: 0,
            errors: Vec::new(),
        }
    }

    /// Checks of the argument `input`, whose entries are in this list of it.
    #[must_use]
    pub fn of_list(list: &'static str) -> Self {
        Self {
            list: Some(list),
            ..Self::input()
        }
    }

    /// Notes a fault of `field`.
    pub fn add(&mut self, field: &str, fault: Fault) {
        self.within(field, |checks| checks.refuse(fault));
    }

    /// Notes a fault of the part of the input that is being checked.
    pub fn refuse(&mut self, fault: Fault) {
        self.errors.push((self.entry, fault.at(self.path.clone())));
    }

    /// The parsed value of `field`, or none and its fault noted.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.add(field, fault)).ok()
    }

    /// What a step gave, or none and its refusals noted.
    ///
    /// # Errors
    /// Everything that is not a refusal.
    pub fn absorb<T>(&mut self, step: Result<T>) -> Result<Option<T>> {
        match step {
            Ok(value) => Ok(Some(value)),
            Err(Error::Refused(errors)) => {
                let entry = self.entry;
                self.errors
                    .extend(errors.into_iter().map(|error| (entry, error)));
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Runs the checks of a part of the input, e.g. a list or an object in it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "takes names and indices alike"
    )]
    pub fn within<R>(&mut self, segment: impl ToString, run: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(segment.to_string());
        let result = run(self);
        self.path.pop();
        result
    }

    /// Runs the checks of an entry: the one in this place of the list, or all of `input`.
    pub fn entry<R>(&mut self, index: usize, run: impl FnOnce(&mut Self) -> R) -> R {
        let Some(list) = self.list else {
            return run(self);
        };
        self.entry = index;
        let result = self.within(list, |checks| checks.within(index, run));
        self.entry = 0;
        result
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// All problems as one refusal, in the order of the entries, or nothing when there was none.
    ///
    /// # Errors
    /// [`Error::Refused`] with every problem noted.
    pub fn finish(&mut self) -> Result<()> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(self.refusal())
        }
    }

    /// All problems noted, as one refusal.
    #[must_use]
    pub fn refusal(&mut self) -> Error {
        let mut errors = std::mem::take(&mut self.errors);
        errors.sort_by_key(|(entry, _)| *entry);
        let errors = errors.into_iter().map(|(_, error)| error);
        Error::Refused(errors.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn told(mut checks: Checks) -> Vec<String> {
        match checks.finish() {
            Err(Error::Refused(errors)) => errors
                .into_iter()
                .map(|error| error.field.unwrap_or_default().join("."))
                .collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    fn fault() -> Fault {
        Fault::new(Code::Invalid, "no")
    }

    #[test]
    fn problems_come_in_the_order_of_the_entries() {
        let mut checks = Checks::of_list("customers");
        checks.entry(10, |checks| checks.add("email", fault()));
        checks.entry(2, |checks| {
            checks.within("addresses", |checks| checks.add("0", fault()));
            checks.refuse(fault());
        });
        checks.entry(10, |checks| checks.add("id", fault()));
        checks.add("customers", fault());
        let expected = [
            "input.customers",
            "input.customers.2.addresses.0",
            "input.customers.2",
            "input.customers.10.email",
            "input.customers.10.id",
        ];
        assert_eq!(told(checks), expected);
    }

    #[test]
    fn an_input_without_a_list_is_its_only_entry() {
        let mut checks = Checks::input();
        checks.entry(0, |checks| checks.add("email", fault()));
        let step: Result<()> = Err(Error::refused(Code::Required, "no", ["input", "ids"]));
        assert!(checks.absorb(step).is_ok_and(|step| step.is_none()));
        assert!(checks.absorb::<()>(Err(Error::Forbidden)).is_err());
        assert_eq!(told(checks), ["input.email", "input.ids"]);
    }
}
