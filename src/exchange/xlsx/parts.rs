//! The parts of a workbook beside its sheet: the order of the sheets, the formats of dates, the shared texts.

use quick_xml::events::{BytesStart, Event};

use crate::domain::Text;
use crate::exchange::fault::FileError;
use crate::exchange::xlsx::package::{Package, Part, damaged};

/// The memory that shared texts may take, in bytes.
const MAX_TEXT: usize = 32 * 1024 * 1024;

/// The sheet to read, and the epoch of its dates.
#[derive(Debug)]
pub struct Workbook {
    /// The path of the first sheet that is not hidden.
    pub sheet: String,
    /// Whether dates are counted from 1904.
    pub is_1904: bool,
}

/// The next event of a part. A document type is refused, since it could declare entities.
pub fn next<'b>(part: &mut Part, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, FileError> {
    part.allowance.renew();
    next_within(part, buffer)
}

/// The next event within the same allowance: all cells of a row share one, which bounds the memory for the row.
pub fn next_within<'b>(part: &mut Part, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, FileError> {
    buffer.clear();
    match part.xml.read_event_into(buffer) {
        Ok(Event::DocType(_)) => Err(FileError::unreadable(Text::new(
            "XML dengan DTD tidak diterima.",
            "XML with a document type (DTD) is not accepted.",
        ))),
        Ok(event) => Ok(event),
        Err(_) if part.allowance.is_spent() => Err(too_large()),
        Err(_) => Err(damaged()),
    }
}

/// The error of a row with too many bytes.
pub fn too_large() -> FileError {
    FileError::too_complex(Text::new(
        "Baris ini lebih dari 1 MiB; paling banyak 1 MiB per baris.",
        "The row has more than 1 MiB; a row may have at most 1 MiB.",
    ))
}

/// The unchanged text of an attribute, by its name without a prefix.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().flatten().find_map(|attribute| {
        let key = attribute.key.local_name();
        (key.as_ref() == name).then(|| attribute.value.to_string())
    })
}

/// The character that a reference within a text means.
pub fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, FileError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| damaged())? {
        return Ok(character);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(damaged()),
    }
}

/// Finds the first visible sheet.
pub fn workbook(package: &mut Package) -> Result<Workbook, FileError> {
    let mut part = package.part("xl/workbook.xml")?;
    let (mut buffer, mut relation, mut is_1904) = (Vec::new(), None, false);
    loop {
        match next(&mut part, &mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "workbookPr" => {
                    is_1904 = attribute(&element, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                "sheet"
                    if relation.is_none() && attribute(&element, "state").is_none_or(|state| state == "visible") =>
                {
                    relation = attribute(&element, "id");
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let relation = relation.ok_or_else(damaged)?;
    let mut part = package.part("xl/_rels/workbook.xml.rels")?;
    loop {
        match next(&mut part, &mut buffer)? {
            Event::Start(element) if attribute(&element, "Id").as_ref() == Some(&relation) => {
                let target = attribute(&element, "Target").ok_or_else(damaged)?;
                let sheet = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                return Ok(Workbook { sheet, is_1904 });
            }
            Event::Eof => return Err(damaged()),
            _ => {}
        }
    }
}

/// For each cell format, whether it shows a date.
pub fn date_formats(package: &mut Package) -> Result<Vec<bool>, FileError> {
    if !package.has("xl/styles.xml") {
        return Ok(Vec::new());
    }
    let mut part = package.part("xl/styles.xml")?;
    let (mut buffer, mut custom, mut formats, mut is_cell) = (Vec::new(), Vec::new(), Vec::new(), false);
    loop {
        match next(&mut part, &mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                    let code = attribute(&element, "formatCode").unwrap_or_default();
                    custom.extend(id.map(|id| (id, is_date_code(&code))));
                }
                "cellXfs" => is_cell = true,
                "xf" if is_cell && formats.len() < 100_000 => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or_default();
                    let own = custom.iter().find(|(custom, _)| *custom == id).map(|(_, is_date)| *is_date);
                    formats.push(own.unwrap_or(matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => is_cell = false,
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// Whether a format shows a year or a day, outside quotes and brackets.
fn is_date_code(code: &str) -> bool {
    let code = code.replace("&quot;", "\"");
    let (mut is_quoted, mut is_bracketed, mut is_escaped) = (false, false, false);
    code.chars().any(|character| {
        if std::mem::take(&mut is_escaped) {
            return false;
        }
        match character {
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            'y' | 'Y' | 'd' | 'D' if !is_quoted && !is_bracketed => return true,
            _ => {}
        }
        false
    })
}

/// The shared texts, joined in one string.
#[derive(Debug, Default)]
pub struct SharedTexts {
    text: String,
    ends: Vec<usize>,
}

impl SharedTexts {
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(start..end)
    }

    pub fn read(package: &mut Package) -> Result<Self, FileError> {
        let mut texts = Self::default();
        if !package.has("xl/sharedStrings.xml") {
            return Ok(texts);
        }
        let mut part = package.part("xl/sharedStrings.xml")?;
        let (mut buffer, mut is_text, mut is_phonetic) = (Vec::new(), false, false);
        loop {
            match next(&mut part, &mut buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => is_text = !is_phonetic,
                    // The pronunciation is not part of the text.
                    "rPh" => is_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => is_phonetic = false,
                    "si" => texts.ends.push(texts.text.len()),
                    _ => {}
                },
                Event::Text(text) if is_text => texts.text.push_str(&text.xml10_content()),
                Event::CData(text) if is_text => texts.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if is_text => texts.text.push(resolve(&reference)?),
                Event::Eof => return Ok(texts),
                _ => {}
            }
            if texts.text.len() + texts.ends.len() * size_of::<usize>() > MAX_TEXT {
                return Err(FileError::too_complex(Text::new(
                    "Berkas XLSX ini memuat terlalu banyak teks berbeda. Simpan sebagai CSV.",
                    "The XLSX has too many different texts. Save it as CSV.",
                )));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_formats_with_a_year_or_a_day_are_dates() {
        for code in ["yyyy-mm-dd", "dd/mm/yyyy", "[$-421]d mmmm yyyy;@", "d-m-yy"] {
            assert!(is_date_code(code), "{code}");
        }
        for code in ["#,##0.00", "0", "\"Rp\"#,##0", "&quot;dd&quot;0", "[Red]0", "General", "\\d0"] {
            assert!(!is_date_code(code), "{code}");
        }
    }
}
