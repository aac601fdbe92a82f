//! `patronage.toml`: the same settings under the flags' names, with underscores.

use clap::Command;
use toml::Value;

const FILE: &str = "patronage.toml";

/// The command with the file's values as defaults, so that flags and the environment win and every
/// value is checked the same way.
///
/// # Errors
/// One line for a file that cannot be read, a key that is no setting, or a value of no use.
pub fn as_defaults(command: Command) -> Result<Command, String> {
    match std::fs::read_to_string(FILE) {
        Ok(text) => apply(command, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(command),
        Err(error) => Err(format!("{FILE}: {error}")),
    }
}

fn apply(mut command: Command, text: &str) -> Result<Command, String> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| format!("{FILE}: {}", error.message()))?;
    for (key, value) in table {
        if !command
            .get_arguments()
            .any(|arg| arg.get_id() == key.as_str() && arg.get_env().is_some())
        {
            return Err(format!("{FILE}: {key} is no setting"));
        }
        let text = plain(&value).ok_or_else(|| format!("{FILE}: {key} has a value of no use"))?;
        command = command.mut_arg(key, |arg| {
            // What the help does not show of the environment it does not show of the file.
            let secret = arg.is_hide_env_values_set();
            arg.default_value(text).hide_default_value(secret)
        });
    }
    Ok(command)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Array(list) => {
            let texts: Option<Vec<_>> = list.iter().map(plain).collect();
            Some(texts?.join(","))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command};

    use super::apply;

    fn command() -> Command {
        Command::new("test").arg(
            Arg::new("max_depth")
                .long("max-depth")
                .env("TEST_MAX_DEPTH"),
        )
    }

    #[test]
    fn the_file_gives_defaults_and_flags_win() {
        let command = apply(command(), "max_depth = 7").unwrap();
        let given = |args: &[&str]| {
            let matches = command.clone().get_matches_from(args);
            matches.get_one::<String>("max_depth").cloned()
        };
        assert_eq!(given(&["test"]).as_deref(), Some("7"));
        assert_eq!(given(&["test", "--max-depth", "9"]).as_deref(), Some("9"));
    }

    #[test]
    fn the_help_does_not_show_the_secrets_of_the_file() {
        let secret = Arg::new("url").long("url").env("TEST_URL");
        let secret = command().arg(secret.hide_env_values(true));
        let command = apply(secret, "max_depth = 7\nurl = 'smtp://u:hidden@h'").unwrap();
        let help = command.clone().render_long_help().to_string();
        assert!(
            help.contains("[default: 7]") && !help.contains("hidden"),
            "{help}"
        );
    }

    #[test]
    fn what_is_no_setting_is_named() {
        let error = apply(command(), "max_dept = 7").unwrap_err();
        assert_eq!(error, "patronage.toml: max_dept is no setting");
        assert!(apply(command(), "max_depth = {}").is_err());
        assert!(apply(command(), "max_depth =").is_err());
    }
}
