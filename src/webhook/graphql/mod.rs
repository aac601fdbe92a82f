//! Webhooks in the API.

mod inputs;
mod loaders;
mod logs;
mod mutations;
mod queries;
mod types;
mod visible;

pub use loaders::WebhookLoaders;
pub use mutations::WebhookMutation;
pub use queries::WebhookQuery;
pub use types::{WebhookDelivery, WebhookEndpoint};
pub use visible::{visible, visible_delivery};
