//! Goes through a document as a reader does who tries everything.

use serde_json::{Value, json};

use super::blocks::{Block, Kind, Sender};
use super::pretty::pretty;
use super::program::Program;
use super::same::Names;
use crate::harness::{Caller, Database};
use crate::outbox;

/// Commands of the README that build and test the whole; the gate runs them.
const WHOLE: [&str; 2] = ["cargo run --release", "cargo test --workspace"];

/// A reader of one document.
pub(super) struct Reader<'a> {
    program: &'a Program,
    database: &'a Database,
    key: String,
    token: Option<String>,
    names: Names,
    /// Whether answers are taken over rather than compared.
    update: bool,
    /// The last answer: its status, where it came by GraphQL, and its text.
    last: Option<(Option<u16>, String)>,
    faults: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader with a running server and a key to it.
    pub(super) fn new(program: &'a Program, database: &'a Database, update: bool) -> Self {
        let key = program.shell("patronage api-key create --name guide --scope admin");
        Self {
            program,
            database,
            key: key.trim().to_owned(),
            token: None,
            names: Names::default(),
            update,
            last: None,
            faults: Vec::new(),
        }
    }

    /// Tries every block. Gives the answers as they are now, by the lines of their blocks, and what was
    /// not as the document says.
    pub(super) async fn read(
        mut self,
        blocks: &[Block],
    ) -> (Vec<(usize, String)>, Names, Vec<String>) {
        let mut answers = Vec::new();
        for (n, block) in blocks.iter().enumerate() {
            match block.kind {
                Kind::Shell if WHOLE.contains(&block.text.as_str()) => {}
                Kind::Shell => {
                    if block.text.contains("patronage-mail/") {
                        self.mailed().await;
                    }
                    let printed = self.program.shell(&self.names.translate(&block.text));
                    self.last = Some((None, printed));
                }
                Kind::Operation(sender) => {
                    let next = blocks.get(n + 1);
                    let variables = next.filter(|next| next.kind == Kind::Variables);
                    self.send(sender, block, variables).await;
                }
                Kind::Answer(status) => answers.push((block.line, self.answer(block, status))),
                Kind::Output => answers.push((block.line, self.output(block))),
                Kind::Settings => self.program.settings(&block.text),
                Kind::Variables | Kind::Shown => {}
            }
        }
        (answers, self.names, self.faults)
    }

    /// Waits until every mail that is due lies in the folder.
    async fn mailed(&self) {
        let db = self.database.connect().await;
        outbox::mailed(&db).await;
        db.close().await;
    }

    async fn send(&mut self, sender: Sender, block: &Block, variables: Option<&Block>) {
        let caller = Caller::anonymous(self.program.base())
            .with_header("accept", "application/graphql-response+json");
        let caller = match (sender, &self.token) {
            (Sender::Staff, _) => caller.bearer(&self.key),
            (Sender::Customer, Some(token)) => caller.bearer(token),
            (Sender::Customer, None) => panic!("line {}: nobody is logged in", block.line),
            (Sender::Anyone, _) => caller,
        };
        let variables = variables.map_or(Value::Null, |block| {
            let text = self.names.translate(&block.text);
            serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("line {}: {error}", block.line))
        });
        let query = self.names.translate(&block.text);
        if query.contains("events(") {
            let db = self.database.connect().await;
            outbox::settled(&db).await;
            db.close().await;
        }
        let body = json!({"query": query, "variables": variables}).to_string();
        let answer = caller.post_raw("application/json", body).await;
        let mut fields = answer.json["data"]
            .as_object()
            .into_iter()
            .flat_map(|data| data.values());
        let token = fields.find_map(|field| field["tokens"]["accessToken"].as_str());
        self.token = token.map(str::to_owned).or(self.token.take());
        self.last = Some((Some(answer.status.as_u16()), answer.text));
    }

    fn answer(&mut self, block: &Block, status: u16) -> String {
        let (got, text) = self.last.take().expect("something was asked before");
        let real: Value = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("line {}: {error}: {text}", block.line);
        });
        if got.is_some_and(|got| got != status) {
            self.faults.push(format!(
                "line {}: the status is {got:?}: {text}",
                block.line
            ));
        }
        let shown = serde_json::from_str(&block.text).unwrap_or(Value::Null);
        if self.update {
            self.names.learn(&shown, &real, "");
        } else if let Err(fault) = self.names.same(&shown, &real, "") {
            self.faults
                .push(format!("line {}: {fault}: {text}", block.line));
        }
        // The framework's value keeps the order of members.
        let ordered: async_graphql::Value = serde_json::from_str(&text).expect("JSON");
        pretty(&ordered, 0)
    }

    fn output(&mut self, block: &Block) -> String {
        let (_, text) = self.last.take().expect("something was run before");
        if self.update {
            self.names.learn_words(&block.text, &text);
        } else if let Err(fault) = self.names.same_words(&block.text, &text) {
            self.faults.push(format!("line {}: {fault}", block.line));
        }
        text.trim_end().to_owned()
    }
}
