//! One line of the table: what was measured, and what it is to reach.

use std::fmt::{self, Display, Formatter};

/// What a figure is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// One figure divided by another.
    Ratio,
    /// Milliseconds.
    Millis,
    /// Millions of bytes.
    Megabytes,
}

/// What a figure is to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// No less than this.
    AtLeast(f64),
    /// Less than this, or as much where it is a ratio.
    AtMost(f64),
    /// For comparison.
    None,
}

/// A line of the table.
pub(super) struct Row {
    /// The cells, as they are in the table.
    pub(super) cells: [String; 6],
    /// False where there is a goal that is not reached.
    pub(super) reached: bool,
}

impl Row {
    /// Holds a figure against its goal. The last cell is what the figure was made from.
    pub(super) fn new(
        name: impl Into<String>,
        database: &str,
        (figure, unit): (f64, Unit),
        goal: Goal,
        from: String,
    ) -> Self {
        let reached = goal.is_reached(figure);
        let verdict = match (goal, reached) {
            (Goal::None, _) => "-",
            (_, true) => "yes",
            (_, false) => "no",
        };
        let cells = [
            name.into(),
            database.to_owned(),
            unit.write(figure),
            goal.write(unit),
            verdict.to_owned(),
            from,
        ];
        Self { cells, reached }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [name, database, figure, goal, verdict, from] = &self.cells;
        write!(
            f,
            "{database}, {name}: {figure} ({goal}: {verdict}); {from}"
        )
    }
}

impl Unit {
    fn write(self, figure: f64) -> String {
        match self {
            Self::Ratio => format!("{figure:.2}"),
            Self::Millis if figure < 10.0 => format!("{figure:.2} ms"),
            Self::Millis => format!("{figure:.0} ms"),
            Self::Megabytes => format!("{figure:.0} MB"),
        }
    }
}

impl Goal {
    /// What is no number reaches nothing.
    fn is_reached(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
            Self::None => true,
        }
    }

    fn write(self, unit: Unit) -> String {
        let round = |bound: f64| match unit {
            Unit::Ratio => bound.to_string(),
            Unit::Millis => format!("{bound} ms"),
            Unit::Megabytes => format!("{bound} MB"),
        };
        match self {
            Self::AtLeast(least) => format!("≥ {}", round(least)),
            Self::AtMost(most) => format!("≤ {}", round(most)),
            Self::None => "-".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(figure: f64, unit: Unit, goal: Goal) -> [String; 3] {
        let row = Row::new("a", "SQLite", (figure, unit), goal, "b".to_owned());
        let [_, _, figure, goal, verdict, _] = row.cells;
        assert_eq!(row.reached, verdict != "no");
        [figure, goal, verdict]
    }

    #[test]
    fn a_figure_is_held_against_its_goal() {
        let least = Goal::AtLeast(0.5);
        assert_eq!(cells(0.5, Unit::Ratio, least), ["0.50", "≥ 0.5", "yes"]);
        assert_eq!(cells(0.499, Unit::Ratio, least), ["0.50", "≥ 0.5", "no"]);
        let most = Goal::AtMost(64.0);
        assert_eq!(
            cells(64.4, Unit::Megabytes, most),
            ["64 MB", "≤ 64 MB", "no"]
        );
        let none = Goal::None;
        assert_eq!(cells(12.4, Unit::Millis, none), ["12 ms", "-", "-"]);
        assert_eq!(
            cells(0.284, Unit::Millis, Goal::AtMost(0.3)),
            ["0.28 ms", "≤ 0.3 ms", "yes"]
        );
    }

    #[test]
    fn no_number_reaches_nothing() {
        assert_eq!(cells(f64::NAN, Unit::Ratio, Goal::AtLeast(0.5))[2], "no");
        assert_eq!(cells(f64::NAN, Unit::Ratio, Goal::AtMost(0.5))[2], "no");
    }
}
