//! The operations of one socket that are under way.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::account::Standing;
use crate::actor::Client;
use crate::app::App;
use crate::graphql::Cookies;
use crate::graphql::execute::{Ask, Caller, Operations};
use crate::http::observed::Observed;
use crate::http::streams::{Step, Told, relay};
use crate::telemetry::metrics::Transport;

/// Steps of all operations that wait to be sent. Whoever makes more waits for room.
const WAITING: usize = 32;

/// The operations of one socket that are under way, each in a task of its own: what it holds of the
/// database must not wait for the client to read. They end with this.
pub(super) struct Running {
    operations: HashMap<String, Operation>,
    /// Operations so far. Steps that an ended one has left behind are told by its number, since its id may
    /// be that of a new one.
    started: u64,
    sender: mpsc::Sender<Said>,
    said: mpsc::Receiver<Said>,
}

struct Operation {
    number: u64,
    task: AbortHandle,
}

struct Said {
    id: String,
    number: u64,
    step: Step,
}

impl Running {
    /// None yet.
    pub(super) fn new() -> Self {
        let (sender, said) = mpsc::channel(WAITING);
        Self {
            operations: HashMap::new(),
            started: 0,
            sender,
            said,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.operations.len()
    }

    /// Whether there is one of this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.operations.contains_key(id)
    }

    /// Starts one.
    pub(super) fn start(&mut self, id: String, work: Work) {
        self.started += 1;
        let number = self.started;
        let task = tokio::spawn(work.run(id.clone(), number, self.sender.clone()));
        let task = task.abort_handle();
        self.operations.insert(id, Operation { number, task });
    }

    /// Ends one, if there is one of this id: nothing more comes of it.
    pub(super) fn end(&mut self, id: &str) {
        if let Some(operation) = self.operations.remove(id) {
            operation.task.abort();
        }
    }

    /// The next step of any of them. Waits for ever while there is none.
    pub(super) async fn next(&mut self) -> (String, Step) {
        loop {
            let Some(Said { id, number, step }) = self.said.recv().await else {
                // It holds a sender itself.
                std::future::pending::<()>().await;
                continue;
            };
            let current = self.operations.get(&id);
            if current.is_none_or(|operation| operation.number != number) {
                continue;
            }
            if !matches!(step, Step::Next(_)) {
                self.operations.remove(&id);
            }
            return (id, step);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for operation in self.operations.values() {
            operation.task.abort();
        }
    }
}

/// What it takes to run an operation.
pub(super) struct Work {
    pub(super) app: Arc<App>,
    pub(super) login: Arc<Standing>,
    pub(super) client: Client,
    pub(super) ask: Ask,
}

impl Work {
    async fn run(self, id: String, number: u64, to: mpsc::Sender<Said>) {
        let Self {
            app,
            login,
            client,
            ask,
        } = self;
        let caller = Caller {
            actor: Some(login.actor().clone()),
            client,
            request_id: app.clock.ulid().into(),
            idempotency_key: None,
        };
        let observed = Observed::of(caller.actor.as_ref());
        let request_id = caller.request_id.clone();
        let mut told = Told::new(&app, Transport::WebSocket, request_id, observed);
        let ask = ask.of(&app).data(Arc::new(Cookies::out_of_reach()));
        let starting = app.engine.start(ask, caller, Operations::Streams);
        let scope = told.scope.clone();
        let started = scope.run(starting).await;
        told.observed.started(&started);
        let wrap = |step| Said {
            id: id.clone(),
            number,
            step,
        };
        let relaying = relay(&app, Some(&login), started, &mut told, &to, wrap);
        scope.run(relaying).await;
    }
}
