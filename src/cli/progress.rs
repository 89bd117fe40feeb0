//! The progress of a command: a counter on a terminal, nothing where the output goes to a file or a log.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A counter of rows.
pub fn of_rows() -> ProgressBar {
    let is_terminal = std::io::stderr().is_terminal();
    let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let rows = crate::cli::terminal::text("baris", "rows");
    let template = format!("{{spinner}} {{human_pos}} {rows}, {{per_sec}}, {{elapsed}}");
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
