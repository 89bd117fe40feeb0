//! Whether the service lives, and whether it can serve.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use crate::api::operations::routes::routes;
use crate::domain::Text;
use crate::http::params::NoQuery;
use crate::http::problem::Problem;
use crate::http::problem::kinds::ErrorCode;
use crate::store::engine::store::Store;
use crate::store::maintenance::readiness::Obstacle;

routes! {
    "service";
    probe => livez, readyz;
}

/// So long an answer is kept. Whoever asks may do so without a key and as often as they like.
const KEPT: Duration = Duration::from_secs(1);

/// What kept the store from serving when it was last looked at. Put into the application's data, for all workers together.
#[derive(Debug, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, Obstacles)>>>);

type Obstacles = Vec<(Obstacle, String)>;

impl Readiness {
    /// What `look` finds, or found so short a time ago that it still counts. One looks at a time, and the others wait for what
    /// it finds. Who goes away meanwhile does not end the look: else many would be begun and each would hold a thread.
    async fn obstacles(
        &self,
        kept: Duration,
        look: impl Future<Output = Obstacles> + 'static,
    ) -> Result<Obstacles, Problem> {
        let mut last = Arc::clone(&self.0).lock_owned().await;
        if let Some((at, found)) = last.as_ref()
            && at.elapsed() < kept
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
    /// Always `ok`; where it is not, the answer is a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

/// Whether the process lives
///
/// Touches neither the database nor anything else, so a failure means that the process should be started anew.
#[utoipa::path(responses((status = 200, description = "It lives.", body = Health)))]
#[get("/livez")]
pub async fn livez(_: NoQuery) -> HttpResponse {
    ok()
}

/// Whether the service can serve
///
/// Reaches for the database, compares its schema and looks whether writes get done. A failure means that no requests should
/// be sent here for now; `errors` say why. The answer may be a second old.
#[utoipa::path(responses((status = 200, description = "It can serve.", body = Health)))]
#[get("/readyz")]
pub async fn readyz(
    store: web::Data<Store>,
    readiness: web::Data<Readiness>,
    _: NoQuery,
) -> Result<HttpResponse, Problem> {
    let obstacles = readiness.obstacles(KEPT, async move { store.obstacles().await }).await?;
    if obstacles.is_empty() {
        return Ok(ok());
    }
    let cause = obstacles.iter().map(|(obstacle, why)| format!("{obstacle:?}: {why}")).collect::<Vec<_>>().join("; ");
    let errors = obstacles.into_iter().map(|(obstacle, _)| said(obstacle)).collect();
    Err(Problem::not_ready(errors).because(log::Level::Warn, format!("not ready: {cause}")))
}

fn said(obstacle: Obstacle) -> (ErrorCode, Text) {
    match obstacle {
        Obstacle::Database => {
            (ErrorCode::DatabaseAway, Text::new("Basis data tidak terjangkau.", "The database cannot be reached."))
        }
        Obstacle::Migrations => (
            ErrorCode::SchemaDiffers,
            Text::new(
                "Skema basis data bukan dari versi layanan ini.",
                "The database's schema is not the one of this version of the service.",
            ),
        ),
        Obstacle::WriteLane => (
            ErrorCode::WritesStuck,
            Text::new("Penulisan menunggu dan tidak ada yang selesai.", "Writes wait, and none gets done."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[actix_web::test]
    async fn many_who_ask_at_once_have_one_look() {
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
        // One who goes away before the answer.
        assert!(polled_once(readiness.obstacles(long, look())).is_none());
        let (one, other) = tokio::join!(readiness.obstacles(long, look()), readiness.obstacles(long, look()));
        let found = vec![(Obstacle::Database, "1".to_owned())];
        assert_eq!((one.unwrap(), other.unwrap()), (found.clone(), found));
        assert_eq!(looks.get(), 1);
        // What is too old is looked at again.
        let again = readiness.obstacles(Duration::ZERO, look()).await.unwrap();
        assert_eq!(again, vec![(Obstacle::Database, "2".to_owned())]);
    }

    /// Polls once and lets go.
    fn polled_once<T>(future: impl Future<Output = T>) -> Option<T> {
        let mut future = std::pin::pin!(future);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        }
    }
}
