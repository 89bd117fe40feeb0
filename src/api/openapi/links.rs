//! How one operation leads to the next: from a record that was made to all that its id opens.

use serde_json::{Map, Value, json};

/// Adds to each answer of a POST the links to the operations on and below the new record.
pub fn add_links(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let operations: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().into_iter().flat_map(Map::values).map(move |operation| (path, operation))
        })
        .filter_map(|(path, operation)| Some((path.clone(), operation.get("operationId")?.as_str()?.to_owned())))
        .collect();
    for (path, item) in paths.iter_mut() {
        let Some(answer) = item.pointer_mut("/post/responses/201").and_then(Value::as_object_mut) else { continue };
        let below = format!("{path}/{{");
        let links: Map<String, Value> = operations
            .iter()
            .filter_map(|(other, id)| Some((id.clone(), link(path, other.strip_prefix(&below)?, id))))
            .collect();
        if !links.is_empty() {
            answer.insert("links".to_owned(), Value::Object(links));
        }
    }
}

/// From a POST on `path` to the operation `id`, on `path/{rest`.
fn link(path: &str, rest: &str, id: &str) -> Value {
    let named = |segment: &str| segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')).map(str::to_owned);
    let mut parameters: Map<String, Value> =
        path.split('/').filter_map(named).map(|name| (name.clone(), json!(format!("$request.path.{name}")))).collect();
    if let Some((own, _)) = rest.split_once('}') {
        parameters.insert(own.to_owned(), json!("$response.body#/id"));
    }
    json!({"operationId": id, "parameters": parameters})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_record_leads_to_what_its_id_opens() {
        let operation = |id: &str| json!({"operationId": id, "responses": {"201": {"description": "It."}}});
        let mut document = json!({"paths": {
            "/trainings": {"post": operation("create")},
            "/trainings/{id}": {"get": operation("read")},
            "/trainings/{id}/participants": {"post": operation("enrol")},
            "/trainings/{id}/participants/{pid}": {"get": operation("one")},
        }});
        add_links(&mut document);
        let links = |path: &str| document["paths"][path]["post"]["responses"]["201"]["links"].clone();
        let own = json!({"id": "$response.body#/id"});
        assert_eq!(links("/trainings")["read"], json!({"operationId": "read", "parameters": own}));
        assert_eq!(links("/trainings")["enrol"]["parameters"], own);
        let both = json!({"id": "$request.path.id", "pid": "$response.body#/id"});
        assert_eq!(links("/trainings/{id}/participants"), json!({"one": {"operationId": "one", "parameters": both}}));
    }
}
