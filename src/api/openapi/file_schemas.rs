//! How files are described in the OpenAPI document. They are sent and received as streams, so no value has these types.

use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::api::operations::forms::XLSX;

/// The most bytes of a file, unless the settings allow more.
const MOST: usize = 268_435_456;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).max_length(Some(MOST)).pattern(Some(r"^[\s\S]*$"))
}

/// A file as CSV.
pub enum CsvFile {}

impl PartialSchema for CsvFile {
    fn schema() -> RefOr<Schema> {
        text().into()
    }
}

impl ToSchema for CsvFile {
    fn name() -> std::borrow::Cow<'static, str> {
        "CsvFile".into()
    }
}

/// A file as CSV that a client sends, which an empty one would not be.
pub enum SentCsvFile {}

impl PartialSchema for SentCsvFile {
    fn schema() -> RefOr<Schema> {
        text().min_length(Some(1)).into()
    }
}

impl ToSchema for SentCsvFile {
    fn name() -> std::borrow::Cow<'static, str> {
        "SentCsvFile".into()
    }
}

/// A file as XLSX.
pub enum XlsxFile {}

impl PartialSchema for XlsxFile {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .max_length(Some(MOST))
            .content_media_type(XLSX)
            .into()
    }
}

impl ToSchema for XlsxFile {
    fn name() -> std::borrow::Cow<'static, str> {
        "XlsxFile".into()
    }
}
