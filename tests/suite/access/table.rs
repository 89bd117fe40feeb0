//! What is expected of every operation, written by hand and not derived from the service's own table.

/// The callers, in the order of the columns. `bound` operators have a key for 15.71; the record stands there (`own`) or in
/// 15.72 (`other`).
pub(super) const CALLERS: [&str; 7] =
    ["anonymous", "viewer", "operator", "bound own", "bound other", "approver", "admin"];

/// The status that each caller gets for a request that is right in every other way.
#[rustfmt::skip]
pub(super) const TABLE: &[(&str, [u16; 7])] = &[
    //                                                           anon view oper own oth appr admin
    ("GET /organization",                                       [200, 200, 200, 200, 200, 200, 200]),
    ("GET /regions",                                            [200, 200, 200, 200, 200, 200, 200]),
    ("GET /regions/{code}",                                     [200, 200, 200, 200, 200, 200, 200]),
    ("PUT /regions/{code}",                                     [401, 403, 403, 403, 403, 403, 201]),
    ("DELETE /regions/{code}",                                  [401, 403, 403, 403, 403, 403, 204]),
    ("GET /cooperatives",                                       [401, 200, 200, 200, 200, 200, 200]),
    ("POST /cooperatives",                                      [401, 403, 201, 201, 403, 201, 201]),
    ("GET /cooperatives/{id}",                                  [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /cooperatives/{id}",                                  [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /cooperatives/{id}",                                [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /cooperatives/{id}",                               [401, 403, 204, 204, 403, 204, 204]),
    ("GET /cooperatives/{id}/reports",                          [401, 200, 200, 200, 200, 200, 200]),
    ("GET /cooperatives/{id}/reports/{year}",                   [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /cooperatives/{id}/reports/{year}",                   [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /cooperatives/{id}/reports/{year}",                 [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /cooperatives/{id}/reports/{year}",                [401, 403, 204, 204, 403, 204, 204]),
    ("GET /cooperative-reports",                                [401, 200, 200, 200, 200, 200, 200]),
    ("GET /umkm",                                               [401, 200, 200, 200, 200, 200, 200]),
    ("POST /umkm",                                              [401, 403, 201, 201, 403, 201, 201]),
    ("GET /umkm/{id}",                                          [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /umkm/{id}",                                          [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /umkm/{id}",                                        [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /umkm/{id}",                                       [401, 403, 204, 204, 403, 204, 204]),
    ("GET /umkm/{id}/reports",                                  [401, 200, 200, 200, 200, 200, 200]),
    ("GET /umkm/{id}/reports/{year}",                           [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /umkm/{id}/reports/{year}",                           [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /umkm/{id}/reports/{year}",                         [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /umkm/{id}/reports/{year}",                        [401, 403, 204, 204, 403, 204, 204]),
    ("GET /umkm-reports",                                       [401, 200, 200, 200, 200, 200, 200]),
    ("GET /trainings",                                          [401, 200, 200, 200, 200, 200, 200]),
    ("POST /trainings",                                         [401, 403, 201, 201, 403, 201, 201]),
    ("GET /trainings/{id}",                                     [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /trainings/{id}",                                     [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /trainings/{id}",                                   [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /trainings/{id}",                                  [401, 403, 204, 204, 403, 204, 204]),
    ("GET /trainings/{id}/participants",                        [401, 200, 200, 200, 200, 200, 200]),
    ("POST /trainings/{id}/participants",                       [401, 403, 201, 201, 403, 201, 201]),
    ("GET /trainings/{id}/participants/{pid}",                  [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /trainings/{id}/participants/{pid}",                  [401, 403, 200, 200, 403, 200, 200]),
    ("PATCH /trainings/{id}/participants/{pid}",                [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /trainings/{id}/participants/{pid}",               [401, 403, 204, 204, 403, 204, 204]),
    ("POST /trainings/{id}/participants/{pid}/identity-number", [401, 403, 200, 200, 403, 200, 200]),
    ("GET /participants",                                       [401, 200, 200, 200, 200, 200, 200]),
    // A search is no record's: the bound operator finds nothing of another region.
    ("POST /participants/search",                               [401, 403, 200, 200, 200, 200, 200]),
    ("GET /figures",                                            [401, 200, 200, 200, 200, 200, 200]),
    ("GET /figures/{dataset}/{year}/{region}",                  [401, 200, 200, 200, 200, 200, 200]),
    ("PUT /figures/{dataset}/{year}/{region}",                  [401, 403, 200, 200, 403, 200, 200]),
    ("DELETE /figures/{dataset}/{year}/{region}",               [401, 403, 204, 204, 403, 204, 204]),
    ("GET /indicators",                                         [200, 200, 200, 200, 200, 200, 200]),
    ("GET /indicators/{year}",                                  [200, 200, 200, 200, 200, 200, 200]),
    ("GET /indicators/{year}/{code}",                           [200, 200, 200, 200, 200, 200, 200]),
    ("GET /indicators/{year}/{code}/records",                   [401, 200, 200, 200, 200, 200, 200]),
    ("GET /series",                                             [200, 200, 200, 200, 200, 200, 200]),
    ("GET /keys",                                               [401, 403, 403, 403, 403, 403, 200]),
    ("POST /keys",                                              [401, 403, 403, 403, 403, 403, 201]),
    ("GET /keys/{id}",                                          [401, 403, 403, 403, 403, 403, 200]),
    ("DELETE /keys/{id}",                                       [401, 403, 403, 403, 403, 403, 204]),
    // A row of another region is wrong, as each of a file's errors is.
    ("GET /imports/{dataset}",                                  [401, 200, 200, 200, 200, 200, 200]),
    ("POST /imports/{dataset}",                                 [401, 403, 200, 200, 422, 200, 200]),
    ("GET /templates/{dataset}",                                [401, 200, 200, 200, 200, 200, 200]),
    ("GET /changes",                                            [401, 200, 200, 200, 200, 200, 200]),
    ("GET /audit",                                              [401, 403, 403, 403, 403, 403, 200]),
    ("GET /openapi.json",                                       [200, 200, 200, 200, 200, 200, 200]),
    ("GET /metrics",                                            [401, 403, 403, 403, 403, 403, 200]),
    ("GET /livez",                                              [200, 200, 200, 200, 200, 200, 200]),
    ("GET /readyz",                                             [200, 200, 200, 200, 200, 200, 200]),
];

/// The operations that do not look at keys: a bad one is no matter to them.
pub(super) const PROBES: [&str; 2] = ["GET /livez", "GET /readyz"];
