//! What is of no more use, in every slice, now and then.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::{account, event, mail, webhook};

/// How often a server looks for it.
const EVERY: Duration = Duration::from_mins(10);

/// Sweeps for ever. Every replica may.
pub async fn keep_sweeping(app: Arc<App>) {
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what is of no more use was not swept away"
            );
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn sweep(app: &App) -> Result<()> {
    account::sweep(app).await?;
    mail::sweep(app).await?;
    webhook::sweep(app).await?;
    event::prune(app, webhook::needed(app).await?).await
}
