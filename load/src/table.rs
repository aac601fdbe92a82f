//! Tables as text that is markdown as well, and their place in a file.

use std::fmt::{self, Display, Formatter};
use std::path::Path;
use std::{fs, iter};

use crate::Result;

/// Lines under titles.
pub(crate) struct Table<'a, const N: usize> {
    /// What stands above each column.
    pub(crate) titles: [&'a str; N],
    /// How many of the first columns are text; the others are numbers, which stand to the right.
    pub(crate) texts: usize,
    /// One cell for each title.
    pub(crate) lines: Vec<&'a [String; N]>,
}

impl<const N: usize> Display for Table<'_, N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let titles = self.titles.map(str::to_owned);
        let lines = || iter::once(&titles).chain(self.lines.iter().copied());
        let widths: [usize; N] = std::array::from_fn(|column| {
            lines()
                .filter_map(|line| Some(line.get(column)?.chars().count()))
                .max()
                .unwrap_or_default()
        });
        for (number, line) in lines().enumerate() {
            for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
                if column < self.texts {
                    write!(f, "| {cell:width$} ")?;
                } else {
                    write!(f, "| {cell:>width$} ")?;
                }
            }
            writeln!(f, "|")?;
            if number == 0 {
                for (column, width) in widths.into_iter().enumerate() {
                    let colon = if column < self.texts { "-" } else { ":" };
                    write!(f, "|{:-<1$}{colon}", "", width + 1)?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

/// Puts text into a file, in place of what is between the marks of this name: `<!-- name:begin -->` and
/// `<!-- name:end -->`.
///
/// # Errors
/// When the file or its marks are not there.
pub(crate) fn write(file: &Path, name: &str, text: &str) -> Result<()> {
    let before = fs::read_to_string(file)?;
    let after = between_marks(&before, name, text)
        .ok_or_else(|| format!("{} has no marks for {name}", file.display()))?;
    fs::write(file, after)?;
    Ok(())
}

fn between_marks(text: &str, name: &str, new: &str) -> Option<String> {
    let [begin, end] = ["begin", "end"].map(|mark| format!("<!-- {name}:{mark} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{new}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_last_one() {
        let [begin, end] = ["<!-- a:begin -->", "<!-- a:end -->"];
        let text = format!("x\n{begin}\nold\n{end}\ny\n");
        let new = between_marks(&text, "a", "new\n").expect("marks");
        assert_eq!(new, format!("x\n{begin}\nnew\n{end}\ny\n"));
        assert_eq!(between_marks(&text, "b", "new"), None);
        assert_eq!(between_marks(&format!("{end} {begin}"), "a", "new"), None);
    }

    #[test]
    fn texts_stand_left_and_numbers_right() {
        let lines = [
            ["é", "9"].map(str::to_owned),
            ["long", "10"].map(str::to_owned),
        ];
        let table = Table {
            titles: ["what", "n"],
            texts: 1,
            lines: lines.iter().collect(),
        };
        let expected = "| what |  n |\n|------|---:|\n| é    |  9 |\n| long | 10 |\n";
        assert_eq!(table.to_string(), expected);
    }
}
