//! The expected result of every operation for every caller, written by hand and not derived from the service's own
//! table.

/// The callers, in the order of the columns. `bound` operators have a key for 15.71; the record is there (`own`) or in
/// 15.72 (`other`).
pub(super) const CALLERS: [&str; 7] =
    ["anonymous", "viewer", "operator", "bound own", "bound other", "approver", "admin"];

/// The status that each caller gets for an otherwise valid request.
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
    // A search concerns no single record: the bound operator finds nothing of another region.
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
    // A row of another region is an error of that row, as for each of a file's errors.
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

/// Operations that do not check keys: an invalid key makes no difference.
pub(super) const PROBES: [&str; 2] = ["GET /livez", "GET /readyz"];
