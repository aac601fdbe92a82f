//! The fenced blocks of a document, and what is to be done with each.

/// What a block is, by the words after its fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `sh`: commands for bash.
    Shell,
    /// `graphql`, `graphql customer`, `graphql staff`: an operation, and who sends it.
    Operation(Sender),
    /// `json variables`: those of the operation before it.
    Variables,
    /// `json answer`, or `json answer 401`: what the server says to the operation, or the commands print.
    Answer(u16),
    /// `text answer`: what the commands print.
    Output,
    /// `toml`: a whole `patronage.toml`.
    Settings,
    /// Shown, not run: `text`, and what a comment `<!-- not run: why -->` stands before.
    Shown,
}

/// Who sends an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// Nobody we know.
    Anyone,
    /// Who was logged in by the newest tokens of the document.
    Customer,
    /// An API key that may do everything.
    Staff,
}

/// A fenced block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: Kind,
    /// The number of its opening fence's line, from 1.
    pub(super) line: usize,
    /// Its lines.
    pub(super) text: String,
}

/// The blocks of a document.
///
/// # Panics
/// On a block that would not be tested, since nobody said what it is.
pub(super) fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = document.lines().enumerate();
    let mut before = "";
    while let Some((at, line)) = lines.next() {
        if let Some(words) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(_, line)| line);
            let text: Vec<_> = body.take_while(|line| *line != "```").collect();
            let shown = before.starts_with("<!-- not run: ");
            blocks.push(Block {
                kind: if shown {
                    Kind::Shown
                } else {
                    kind(words, at + 1)
                },
                line: at + 1,
                text: text.join("\n"),
            });
        }
        before = line;
    }
    blocks
}

fn kind(words: &str, line: usize) -> Kind {
    let words: Vec<_> = words.split_whitespace().collect();
    match *words.as_slice() {
        ["sh"] => Kind::Shell,
        ["graphql"] => Kind::Operation(Sender::Anyone),
        ["graphql", "customer"] => Kind::Operation(Sender::Customer),
        ["graphql", "staff"] => Kind::Operation(Sender::Staff),
        ["json", "variables"] => Kind::Variables,
        ["json", "answer"] => Kind::Answer(200),
        ["json", "answer", status] => Kind::Answer(status.parse().expect("a status")),
        ["text", "answer"] => Kind::Output,
        ["toml"] => Kind::Settings,
        ["text"] => Kind::Shown,
        _ => panic!("line {line}: what is a block of {words:?}?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_found_and_known() {
        let document = "text\n```graphql staff\n{ a }\n\n{ b }\n```\n\n```json answer 400\n{}\n```\n<!-- not run: why -->\n```sh\nrm\n```\n";
        let found: Vec<_> = blocks(document)
            .into_iter()
            .map(|block| (block.kind, block.line, block.text))
            .collect();
        let expected = [
            (Kind::Operation(Sender::Staff), 2, "{ a }\n\n{ b }"),
            (Kind::Answer(400), 8, "{}"),
            (Kind::Shown, 12, "rm"),
        ];
        assert_eq!(
            found,
            expected.map(|(kind, line, text)| (kind, line, text.to_owned()))
        );
    }

    #[test]
    #[should_panic(expected = "line 1")]
    fn a_block_that_nobody_would_test_is_told() {
        blocks("```json\n{}\n```\n");
    }
}
