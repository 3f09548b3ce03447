//! `couponscope doctor`: is everything there that a look-up needs?
//!
//! The report goes into tickets: it holds no secret, no user's and no customer's name or number.
//! Each line that failed says what to do.

mod network;
mod report;
mod terminal;

use self::report::{Check, Report};
use super::interrupt::unless_interrupted;
use super::{Console, Exit};
use crate::cli::Globals;
use crate::settings::{Effective, Lookup, SecretError, Settings, SettingsError, Target, variable};
use crate::system_error;

/// Does the command on the given streams.
pub fn run(json: bool, globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let mut report = Report::new(variable(env, "HOME"));
    report.add(version());
    let settings = configuration(globals, env, &mut report).and_then(Settings::asked);
    if let Err(error @ SettingsError::Secret(SecretError::Interrupted(_))) = &settings {
        console.say(error);
        return Exit::of_settings(error);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            console.say(format_args!("the checks cannot start: {}", system_error::of_any(&error)));
            return Exit::Usage;
        }
    };
    let examined = runtime.block_on(unless_interrupted(examine(settings, env, &mut report)));
    runtime.shutdown_background();
    if let Err(interrupted) = examined {
        return interrupted;
    }
    let printed = if json { report.print_json(console) } else { report.print(console) };
    match console.end(printed) {
        Exit::Done => report.exit(),
        unwritten => unwritten,
    }
}

async fn examine(settings: Result<Settings, SettingsError>, env: Lookup<'_>, report: &mut Report) {
    if let Err(error) = &settings {
        report.add(Check::failed("settings", error.what(), &error.advice()));
        report.fail(Exit::Usage);
    }
    let settings = settings.ok();
    if let Some(settings) = &settings {
        network::examine(&settings.target, report).await;
    }
    terminal::examine(settings.as_ref(), env, report).await;
}

fn version() -> Check {
    let (os, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    Check::good("version", format!("couponscope {} on {os} {machine}", env!("CARGO_PKG_VERSION")))
}

fn configuration(globals: &Globals, env: Lookup<'_>, report: &mut Report) -> Result<Settings, SettingsError> {
    let effective = Effective::gather(globals, env)?;
    report.add(match effective.path() {
        Some((path, true)) => Check::good("configuration", path.display().to_string()),
        Some((path, false)) => Check::good("configuration", format!("none ({} is not there)", path.display())),
        None => Check::noted("configuration", "none (HOME is not set)", "set HOME, or name a file with --config"),
    });
    let wanted = ["profile", "base_url", "password", "password_md5", "client_key", "client_secret"];
    let rows: Vec<_> = effective.shown(env).into_iter().filter(|row| wanted.contains(&row.name.as_str())).collect();
    let settings = effective.judge(env)?;
    if let Target::Demo = settings.target {
        report.add(Check::good("account", "the built-in sandbox"));
    } else {
        for row in rows {
            report.add(Check::good(&row.name, format!("{}, from {}", row.value, row.origin)));
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examined(json: bool, globals: &Globals, env: Lookup<'_>) -> (Exit, String) {
        let mut out = Vec::new();
        let mut console =
            Console { input: &mut std::io::empty(), out: &mut out, err: &mut std::io::sink(), width: None };
        let exit = run(json, globals, env, &mut console);
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn with_the_sandbox_a_look_up_works() {
        let globals = Globals { demo: true, ..Globals::default() };
        let (exit, said) = examined(false, &globals, &|_| None);
        assert_eq!(exit, Exit::Done, "{said}");
        for name in ["version", "server", "clock", "look-up", "terminal", "clipboard"] {
            assert!(said.lines().any(|line| line.contains(name)), "{name}: {said}");
        }
        let (exit, json) = examined(true, &globals, &|_| None);
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((exit, document["ok"].as_bool()), (Exit::Done, Some(true)));
        assert!(document["checks"].as_array().unwrap().iter().all(|check| check["name"].is_string()));
    }

    #[test]
    fn without_an_account_the_report_still_tells_of_the_terminal() {
        let (exit, said) = examined(false, &Globals::default(), &|_| None);
        assert_eq!(exit, Exit::Usage);
        assert!(said.contains("not set: COUPONSCOPE_BASE_URL") && said.contains("clipboard"), "{said}");
    }

    #[test]
    fn a_server_that_is_not_there_fails_with_advice_and_the_report_names_nobody() {
        let env = |name: &str| match name {
            "COUPONSCOPE_BASE_URL" => Some("http://127.0.0.1:9".to_owned()),
            "COUPONSCOPE_USERNAME" => Some("till.seventeen".to_owned()),
            "COUPONSCOPE_PASSWORD" => Some("sesame".to_owned()),
            "HOME" => Some("/nonexistent/ann".to_owned()),
            _ => None,
        };
        let (exit, said) = examined(false, &Globals::default(), &env);
        assert_eq!(exit, Exit::NoConnection, "{said}");
        assert!(said.contains("Check the network") && said.contains("127.0.0.1"), "{said}");
        assert!(!said.contains("sesame") && !said.contains("seventeen"), "{said}");
        assert!(!said.contains("/nonexistent/ann"), "{said}");
    }
}
