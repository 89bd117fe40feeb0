//! The probes: whether the process lives, and whether it can serve.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use crate::api::operations::routes::routes;
use crate::domain::Text;
use crate::http::{ErrorCode, NoQuery, Problem};
use crate::store::{Obstacle, Store};

routes! {
    "service";
    probe => livez, readyz;
}

/// The time for which the state is remembered: the probe needs no key and has no rate limit.
const REMEMBERED: Duration = Duration::from_secs(1);

/// The obstacles that the last look at the store found. Part of the application's data, for all workers together.
#[derive(Debug, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, Obstacles)>>>);

type Obstacles = Vec<(Obstacle, String)>;

impl Readiness {
    /// The obstacles that `look` finds, or found less than `remembered` ago. One look is made at a time, and all requests wait
    /// for it. A request that is cancelled does not cancel the look: else many looks could be started, each holding a thread.
    async fn obstacles(
        &self,
        remembered: Duration,
        look: impl Future<Output = Obstacles> + 'static,
    ) -> Result<Obstacles, Problem> {
        let mut last = Arc::clone(&self.0).lock_owned().await;
        if let Some((at, found)) = last.as_ref()
            && at.elapsed() < remembered
        {
            return Ok(found.clone());
        }
        let looking = actix_web::rt::spawn(async move {
            let found = look.await;
            *last = Some((Instant::now(), found.clone()));
            found
        });
        looking.await.map_err(|error| Problem::internal_because(format!("the look at the database: {error}")))
    }
}

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`; any other state is answered as a problem.
    #[schema(format = "code", example = "ok")]
    status: &'static str,
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

/// Whether the process lives
///
/// Does not use the database or anything else, so a failure means that the process should be restarted.
#[utoipa::path(responses((status = 200, description = "The process lives.", body = Health)))]
#[get("/livez")]
pub async fn livez(_: NoQuery) -> HttpResponse {
    ok()
}

/// Whether the service can serve
///
/// Checks that the database can be reached, that its schema is that of this version, and that writes are done. A failure means
/// that no requests should be sent here for now; `errors` say why. The answer may be a second old.
#[utoipa::path(responses((status = 200, description = "The service can serve.", body = Health)))]
#[get("/readyz")]
pub async fn readyz(
    store: web::Data<Store>,
    readiness: web::Data<Readiness>,
    _: NoQuery,
) -> Result<HttpResponse, Problem> {
    let obstacles = readiness.obstacles(REMEMBERED, async move { store.obstacles().await }).await?;
    if obstacles.is_empty() {
        return Ok(ok());
    }
    let cause = obstacles.iter().map(|(obstacle, why)| format!("{obstacle:?}: {why}")).collect::<Vec<_>>().join("; ");
    let errors = obstacles.into_iter().map(|(obstacle, _)| describe(obstacle)).collect();
    Err(Problem::not_ready(errors).because(log::Level::Warn, format!("not ready: {cause}")))
}

fn describe(obstacle: Obstacle) -> (ErrorCode, Text) {
    match obstacle {
        Obstacle::Database => {
            (ErrorCode::DatabaseAway, Text::new("Basis data tidak terjangkau.", "The database cannot be reached."))
        }
        Obstacle::Migrations => (
            ErrorCode::SchemaDiffers,
            Text::new(
                "Skema basis data bukan dari versi layanan ini.",
                "The database's schema is not that of this version of the service.",
            ),
        ),
        Obstacle::WriteQueue => (
            ErrorCode::WritesStuck,
            Text::new("Penulisan menunggu dan tidak ada yang selesai.", "Writes are waiting, and none is done."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[actix_web::test]
    async fn requests_at_the_same_time_share_one_look() {
        let (readiness, looks) = (Readiness::default(), Rc::new(Cell::new(0)));
        let look = || {
            let looks = Rc::clone(&looks);
            async move {
                looks.set(looks.get() + 1);
                tokio::task::yield_now().await;
                vec![(Obstacle::Database, looks.get().to_string())]
            }
        };
        let long = Duration::from_secs(600);
        // A request that is cancelled before the answer.
        assert!(polled_once(readiness.obstacles(long, look())).is_none());
        let (one, other) = tokio::join!(readiness.obstacles(long, look()), readiness.obstacles(long, look()));
        let found = vec![(Obstacle::Database, "1".to_owned())];
        assert_eq!((one.unwrap(), other.unwrap()), (found.clone(), found));
        assert_eq!(looks.get(), 1);
        // An old state is not reused.
        let again = readiness.obstacles(Duration::ZERO, look()).await.unwrap();
        assert_eq!(again, vec![(Obstacle::Database, "2".to_owned())]);
    }

    /// Polls a future once and drops it.
    fn polled_once<T>(future: impl Future<Output = T>) -> Option<T> {
        let mut future = std::pin::pin!(future);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        }
    }
}
