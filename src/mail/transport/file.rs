//! A folder of `.eml` files.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use lettre::Address;
use lettre::message::header::Headers;
use tempfile::NamedTempFile;

use super::Failure;
use crate::mail::message::{Outgoing, to};

/// A folder of mails. It is made with the first one, for the service's user alone: mails hold tokens.
pub(in crate::mail) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes a mail, under another name first, so that whoever watches the folder sees it whole.
    pub(super) async fn write(&self, mail: Outgoing) -> Result<(), Failure> {
        let name = file_name(&mail.id, mail.kind.as_str());
        let bytes = mail
            .file()
            .map_err(|error| Failure::permanent(error.to_string()))?;
        self.blocking(move |folder| {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            file.persist(folder.join(name))?;
            Ok(())
        })
        .await
        .map_err(|error| Failure::passing(format!("the mail folder: {error}")))
    }

    /// Removes a file, if it is there.
    pub(super) async fn remove(&self, name: String) {
        let removed = self.blocking(move |folder| fs::remove_file(folder.join(name)));
        if let Err(error) = removed.await {
            tracing::warn!(%error, "a mail file stays behind");
        }
    }

    /// Removes all mails for an address, those as well that a killed process had not renamed yet.
    pub(super) async fn forget(&self, address: Address) -> io::Result<()> {
        // As it stands in a file, since the same code has written it there.
        let mut header = Headers::new();
        header.set(to(address));
        let header = header.to_string();
        self.blocking(move |folder| {
            let entries = match fs::read_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                entries => entries?,
            };
            for entry in entries {
                let path = entry?.path();
                if path.is_file() && has_header(&path, &header)? {
                    fs::remove_file(path)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Whether a file can be written, without making the folder.
    pub(super) async fn probe(&self) -> Result<String, String> {
        let shown = self.folder.display().to_string();
        let probed = self.blocking(|folder| {
            let there = folder.ancestors().find(|folder| folder.exists());
            // Of a relative path the last one is empty, and stands for where we are.
            NamedTempFile::new_in(there.unwrap_or(Path::new("."))).map(drop)
        });
        match probed.await {
            Ok(()) => Ok(format!("files in {shown}")),
            Err(error) => Err(format!(
                "{shown}: {error}: let the service's user write there, or change PATRONAGE_MAIL_URL"
            )),
        }
    }

    /// Works on the folder where waiting for the disk holds nobody up.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || work(&folder))
            .await
            .map_err(io::Error::other)?
    }
}

/// The name of a mail's file.
pub(in crate::mail) fn file_name(id: &str, kind: &str) -> String {
    format!("{id}-{kind}.eml")
}

/// Whether a line of a mail's head is this header.
fn has_header(path: &Path, header: &str) -> io::Result<bool> {
    let mail = match fs::read(path) {
        // Another process may take it away meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        mail => mail?,
    };
    let mail = String::from_utf8_lossy(&mail);
    let head = mail.split("\r\n\r\n").next().unwrap_or_default();
    Ok(format!("\r\n{head}\r\n").contains(&format!("\r\n{header}")))
}
