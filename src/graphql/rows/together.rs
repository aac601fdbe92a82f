//! Running many futures of one kind, few of which have to wait.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::try_join_all;

/// What a future for each of the items gives, in their order, or the first failure. All are polled before
/// any goes on, so that what they load is loaded together. Only a future that has to wait keeps its room;
/// the others share one.
pub(super) async fn together<I, F, T, E>(
    items: impl Iterator<Item = I>,
    make: impl Fn(I) -> F,
) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut first = First {
        found: Vec::with_capacity(items.size_hint().0),
        waiting: Vec::new(),
        room: None,
    };
    let mut items = items.map(make);
    poll_fn(|task| Poll::Ready(items.try_for_each(|future| first.poll(future, task)))).await?;
    let First {
        mut found, waiting, ..
    } = first;
    let waiting = waiting
        .into_iter()
        .map(|(place, future)| async move { Ok((place, future.await?)) });
    for (place, value) in try_join_all(waiting).await? {
        if let Some(slot) = found.get_mut(place) {
            *slot = Some(value);
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// What has become of futures that were polled once.
struct First<F, T> {
    found: Vec<Option<T>>,
    waiting: Vec<(usize, Pin<Box<F>>)>,
    room: Option<Pin<Box<F>>>,
}

impl<F, T, E> First<F, T>
where
    F: Future<Output = Result<T, E>>,
{
    fn poll(&mut self, future: F, task: &mut Context<'_>) -> Result<(), E> {
        let mut future = match self.room.take() {
            Some(mut room) => {
                room.set(future);
                room
            }
            None => Box::pin(future),
        };
        let found = match future.as_mut().poll(task) {
            Poll::Ready(value) => {
                self.room = Some(future);
                Some(value?)
            }
            Poll::Pending => {
                self.waiting.push((self.found.len(), future));
                None
            }
        };
        self.found.push(found);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokio::task::yield_now;

    use super::*;

    #[tokio::test]
    async fn what_waits_keeps_its_place() {
        let found: Result<Vec<_>, Infallible> = together(0..100, |number| async move {
            for _ in 0..number % 3 {
                yield_now().await;
            }
            Ok(number)
        })
        .await;
        assert_eq!(found, Ok((0..100).collect()));
    }

    #[tokio::test]
    async fn a_failure_is_all_there_is() {
        for failing in [1, 2] {
            let found = together(0..4, |number| async move {
                if number == failing {
                    return Err(number);
                }
                yield_now().await;
                if number > failing { Err(9) } else { Ok(number) }
            });
            assert_eq!(found.await, Err(failing));
        }
    }
}
