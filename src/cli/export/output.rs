//! Where an export goes to.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that has its name only once it is whole, or standard output.
pub(super) enum Output {
    /// `-`
    Stdout(BufWriter<Stdout>),
    /// Under another name beside it, readable by its owner alone, and gone if it does not come to its end.
    File(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Opens it.
    ///
    /// # Errors
    /// One line that names the file.
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdout(BufWriter::new(io::stdout())));
        }
        if path.is_dir() {
            return Err(format!("cannot write {}: it is a folder", path.display()));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let file = tempfile::Builder::new()
            .prefix(".patronage-export-")
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| format!("cannot write {}: {}", path.display(), reason(&error)))?;
        Ok(Self::File(BufWriter::new(file), path.to_owned()))
    }

    /// Gives the file its name, once all of it is on the disk.
    ///
    /// # Errors
    /// One line that names the file.
    pub(super) fn finish(self) -> Result<(), String> {
        let (file, path) = match self {
            Self::Stdout(mut output) => {
                return output
                    .flush()
                    .map_err(|error| format!("cannot write to standard output: {error}"));
            }
            Self::File(file, path) => (file, path),
        };
        let told = |error: io::Error| format!("cannot write {}: {error}", path.display());
        let file = file
            .into_inner()
            .map_err(|error| told(error.into_error()))?;
        file.as_file().sync_all().map_err(told)?;
        file.persist(&path).map_err(|error| told(error.error))?;
        Ok(())
    }
}

/// Why, without the random name of the file that was tried.
fn reason(error: &io::Error) -> String {
    error
        .get_ref()
        .and_then(std::error::Error::source)
        .map_or_else(|| error.kind().to_string(), ToString::to_string)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(output) => output.write(bytes),
            Self::File(output, _) => output.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(output) => output.flush(),
            Self::File(output, _) => output.flush(),
        }
    }
}
