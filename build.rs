//! Writes the table of `GraphiQL`'s files for `src/http/graphiql/assets.rs`: names and integrities from
//! `graphiql/assets.txt`, and the bytes where `npm run build` has put them into `graphiql/dist`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=graphiql/assets.txt");
    // The folder is in the repository, empty: a path that is not there would mean a rebuild each time.
    println!("cargo::rerun-if-changed=graphiql/dist");

    let root = env::var("CARGO_MANIFEST_DIR")?;
    let folder = Path::new(&root).join("graphiql");
    let list = fs::read_to_string(folder.join("assets.txt"))?;
    let table = table(&list, &folder.join("dist"))?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("graphiql_assets.rs"),
        table,
    )?;
    Ok(())
}

/// A slice of `Pinned` as Rust source. All files have their bytes, or none has.
fn table(list: &str, dist: &Path) -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for line in list.lines() {
        let [package, version, file, integrity] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("graphiql/assets.txt: not four words: {line}").into());
        };
        let name = format!("{package}@{version}/{file}");
        rows.push((dist.join(&name), name, integrity));
    }
    let embed = rows.iter().all(|(path, ..)| path.is_file());
    if !embed && holds_anything(dist)? {
        println!(
            "cargo::warning=graphiql/dist is not what assets.txt names, so GraphiQL comes from a CDN: run npm ci && npm run build in graphiql/"
        );
    }
    let mut table = "&[\n".to_owned();
    for (path, name, integrity) in rows {
        let bytes = if embed {
            let path = path
                .to_str()
                .ok_or("the path of this folder is not UTF-8")?;
            format!("Some(include_bytes!({path:?}))")
        } else {
            "None".to_owned()
        };
        writeln!(
            table,
            "Pinned {{ name: {name:?}, integrity: {integrity:?}, bytes: {bytes} }},"
        )?;
    }
    table.push_str("]\n");
    Ok(table)
}

fn holds_anything(dist: &Path) -> Result<bool, std::io::Error> {
    for entry in fs::read_dir(dist)? {
        if entry?.file_name() != ".gitignore" {
            return Ok(true);
        }
    }
    Ok(false)
}
