//! One source of settings: each may say a part, the upper one wins.

use secrecy::SecretString;

use super::origin::{Origin, Sourced};
use super::secret::Secret;
use super::{Globals, Login, Lookup, SettingsError, variable};

const BASE_URL: &str = "COUPONSCOPE_BASE_URL";
const USERNAME: &str = "COUPONSCOPE_USERNAME";
const PASSWORD: &str = "COUPONSCOPE_PASSWORD";
const PASSWORD_MD5: &str = "COUPONSCOPE_PASSWORD_MD5";
const CLIENT_KEY: &str = "COUPONSCOPE_CLIENT_KEY";
const CLIENT_SECRET: &str = "COUPONSCOPE_CLIENT_SECRET";

/// What one source says of the server and the way in.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) base_url: Option<Sourced<String>>,
    pub(super) username: Option<Sourced<String>>,
    pub(super) password: Option<Sourced<Secret>>,
    pub(super) password_md5: Option<Sourced<Secret>>,
    pub(super) client_key: Option<Sourced<SecretString>>,
    pub(super) client_secret: Option<Sourced<Secret>>,
}

impl Layer {
    pub(super) fn of_arguments(globals: &Globals) -> Self {
        let base_url = globals.base_url.clone().map(|url| Sourced::new(url, Origin::Argument("--base-url")));
        Self { base_url, ..Self::default() }
    }

    pub(super) fn of_environment(env: Lookup<'_>) -> Self {
        let text = |name| variable(env, name).map(|value| Sourced::new(value, Origin::Variable(name)));
        let secret = |name| text(name).map(|told| told.map(|value| Secret::Inline(value.into())));
        Self {
            base_url: text(BASE_URL),
            username: text(USERNAME),
            password: secret(PASSWORD),
            password_md5: secret(PASSWORD_MD5),
            client_key: text(CLIENT_KEY).map(|told| told.map(SecretString::from)),
            client_secret: secret(CLIENT_SECRET),
        }
    }

    /// This layer with its gaps filled from `lower`. A layer that states one kind of login hides
    /// the other kind below it: only within one layer are two kinds a contradiction.
    pub(super) fn over(self, mut lower: Self) -> Self {
        if self.basic().is_some() {
            (lower.client_key, lower.client_secret) = (None, None);
        }
        if self.oauth().is_some() {
            lower.username = None;
        }
        if self.oauth().is_some() || self.password.is_some() || self.password_md5.is_some() {
            (lower.password, lower.password_md5) = (None, None);
        }
        Self {
            base_url: self.base_url.or(lower.base_url),
            username: self.username.or(lower.username),
            password: self.password.or(lower.password),
            password_md5: self.password_md5.or(lower.password_md5),
            client_key: self.client_key.or(lower.client_key),
            client_secret: self.client_secret.or(lower.client_secret),
        }
    }

    /// True when it says anything.
    pub(super) fn says_something(&self) -> bool {
        self.base_url.is_some() || self.basic().is_some() || self.oauth().is_some()
    }

    /// True when a secret has to be typed.
    pub(super) fn asks(&self) -> bool {
        let secrets = [&self.password, &self.password_md5, &self.client_secret];
        secrets.into_iter().flatten().any(|told| matches!(told.value, Secret::Prompt(_)))
    }

    /// A profile with a user and no secret anywhere wants the secret to be asked for.
    pub(super) fn ask_for_what_is_missing(&mut self, profile: &str) {
        let prompt = |what| Some(Sourced::new(Secret::Prompt(format!("{what} of profile {profile}")), Origin::Default));
        if self.username.is_some() && self.password.is_none() && self.password_md5.is_none() {
            self.password = prompt("Password");
        }
        if self.client_key.is_some() && self.client_secret.is_none() {
            self.client_secret = prompt("Client secret");
        }
    }

    /// Where a part of the Basic login was said.
    fn basic(&self) -> Option<Origin> {
        let secret = |told: &Option<Sourced<Secret>>| told.as_ref().map(|told| told.origin);
        let username = self.username.as_ref().map(|told| told.origin);
        username.or_else(|| secret(&self.password)).or_else(|| secret(&self.password_md5))
    }

    /// Where a part of the OAuth login was said.
    fn oauth(&self) -> Option<Origin> {
        let key = self.client_key.as_ref().map(|told| told.origin);
        key.or_else(|| self.client_secret.as_ref().map(|told| told.origin))
    }

    /// The settings that the login comes from, in words.
    pub(super) fn login_settings(&self, profile: &str) -> String {
        let username = self.username.as_ref().map(|told| told.origin);
        let user = username.or_else(|| self.client_key.as_ref().map(|told| told.origin));
        let secrets = [&self.password, &self.password_md5, &self.client_secret].into_iter().flatten();
        let parts: Vec<Origin> = user.into_iter().chain(secrets.map(|told| told.origin)).collect();
        match parts.as_slice() {
            [Origin::File { key: user, .. }, Origin::File { key: secret, .. }] => {
                format!("{user} and {secret} of the profile {profile}")
            }
            parts => parts.iter().map(|part| part.as_login(profile)).collect::<Vec<_>>().join(" and "),
        }
    }

    /// The base URL and the login, if all layers together make them.
    pub(super) fn account(self, env: Lookup<'_>) -> Result<(String, Login), SettingsError> {
        if let (Some(basic), Some(oauth)) = (self.basic(), self.oauth()) {
            return Err(SettingsError::TwoLogins { basic: basic.to_string(), oauth: oauth.to_string() });
        }
        if self.password.is_some() && self.password_md5.is_some() {
            return Err(SettingsError::PasswordTwice);
        }
        if self.username.as_ref().is_some_and(|told| !is_user_name(&told.value)) {
            return Err(SettingsError::UserName);
        }
        let missing = self.missing();
        match (self.base_url.clone(), self.login(env)?) {
            (Some(base_url), Some(login)) => Ok((base_url.value, login)),
            _ => Err(SettingsError::Missing(missing)),
        }
    }

    fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.base_url.is_none() {
            missing.push("COUPONSCOPE_BASE_URL (or --base-url)");
        }
        if self.oauth().is_some() {
            missing.extend(self.client_key.is_none().then_some(CLIENT_KEY));
            missing.extend(self.client_secret.is_none().then_some(CLIENT_SECRET));
        } else if self.basic().is_some() {
            let no_password = self.password.is_none() && self.password_md5.is_none();
            missing.extend(self.username.is_none().then_some(USERNAME));
            missing.extend(no_password.then_some("COUPONSCOPE_PASSWORD or COUPONSCOPE_PASSWORD_MD5"));
        } else {
            missing.push(
                "a login, which is COUPONSCOPE_USERNAME with COUPONSCOPE_PASSWORD (or COUPONSCOPE_PASSWORD_MD5), \
                 or COUPONSCOPE_CLIENT_KEY with COUPONSCOPE_CLIENT_SECRET",
            );
        }
        missing
    }

    fn login(self, env: Lookup<'_>) -> Result<Option<Login>, SettingsError> {
        if let (Some(key), Some(secret)) = (self.client_key, self.client_secret) {
            return Ok(Some(Login::OAuth { key: key.value, secret: at_hand(secret.value, env)? }));
        }
        let Some(username) = self.username.map(|told| told.value) else { return Ok(None) };
        Ok(match (self.password, self.password_md5) {
            (Some(told), _) => Some(Login::BasicPassword { username, password: at_hand(told.value, env)? }),
            (None, Some(told)) => Some(Login::BasicMd5 { username, md5: at_hand(told.value, env)? }),
            (None, None) => None,
        })
    }
}

/// Basic authentication ends the user's name at the first colon.
pub(super) fn is_user_name(text: &str) -> bool {
    !text.chars().any(|c| c == ':' || c.is_control())
}

/// A secret that the configuration says to be in a variable is taken from there.
fn at_hand(secret: Secret, env: Lookup<'_>) -> Result<Secret, SettingsError> {
    let Secret::Variable(name) = secret else { return Ok(secret) };
    match variable(env, &name) {
        Some(value) => Ok(Secret::Inline(value.into())),
        None => Err(SettingsError::Secret(super::SecretError::NotSet(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(set: &[(&str, &str)]) -> Layer {
        let env = |name: &str| {
            set.iter().find(|(n, _)| name.strip_prefix("COUPONSCOPE_") == Some(n)).map(|(_, value)| (*value).to_owned())
        };
        Layer::of_environment(&env)
    }

    fn refused(set: &[(&str, &str)]) -> String {
        layer(set).account(&|_| None).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn each_of_the_three_logins_is_made_of_its_own_variables() {
        let url = ("BASE_URL", "https://h");
        let login = |set: &[(&str, &str)]| layer(set).account(&|_| None).unwrap().1;
        let md5 = "8a16a6b70505eb1f1ff7cdc0cd5559a7";
        assert!(matches!(login(&[url, ("USERNAME", "u"), ("PASSWORD", "p")]), Login::BasicPassword { .. }));
        assert!(matches!(login(&[url, ("USERNAME", "u"), ("PASSWORD_MD5", md5)]), Login::BasicMd5 { .. }));
        assert!(matches!(login(&[url, ("CLIENT_KEY", "k"), ("CLIENT_SECRET", "s")]), Login::OAuth { .. }));
    }

    #[test]
    fn the_settings_of_a_login_are_named() {
        let env = layer(&[("USERNAME", "u"), ("PASSWORD", "p")]);
        assert_eq!(env.login_settings(""), "COUPONSCOPE_USERNAME and COUPONSCOPE_PASSWORD");
        let file = |key, line| Origin::File { key, line };
        let mut profile = Layer {
            client_key: Some(Sourced::new("k".into(), file("client_key", 3))),
            client_secret: Some(Sourced::new(Secret::Variable("PW".into()), file("client_secret_env", 4))),
            ..Layer::default()
        };
        assert_eq!(profile.login_settings("eu"), "client_key and client_secret_env of the profile eu");
        profile.client_secret = None;
        profile.ask_for_what_is_missing("eu");
        assert_eq!(profile.login_settings("eu"), "client_key of the profile eu and the secret that is typed");
    }

    #[test]
    fn contradictions_are_told() {
        let twice = refused(&[("USERNAME", "u"), ("PASSWORD", "p"), ("PASSWORD_MD5", "m")]);
        assert!(twice.contains("both set"), "{twice}");
        assert!(refused(&[("USERNAME", "a:b"), ("PASSWORD", "p")]).contains("must not contain a colon"));
        let two = refused(&[("PASSWORD", "p"), ("CLIENT_KEY", "k")]);
        assert_eq!(
            two,
            "two kinds of login are set: COUPONSCOPE_PASSWORD (Basic) and COUPONSCOPE_CLIENT_KEY (OAuth); unset one of them"
        );
    }

    #[test]
    fn exactly_what_is_missing_is_named_and_the_demo_is_offered() {
        let end = "; `couponscope config init` sets an account up; without one, try --demo";
        assert_eq!(
            refused(&[("BASE_URL", "x"), ("USERNAME", "u")]),
            format!("not set: COUPONSCOPE_PASSWORD or COUPONSCOPE_PASSWORD_MD5{end}")
        );
        assert_eq!(refused(&[("BASE_URL", "x"), ("PASSWORD_MD5", "m")]), format!("not set: COUPONSCOPE_USERNAME{end}"));
        assert_eq!(
            refused(&[("CLIENT_SECRET", "s")]),
            format!("not set: COUPONSCOPE_BASE_URL (or --base-url) and COUPONSCOPE_CLIENT_KEY{end}")
        );
        let nothing = refused(&[]);
        for name in ["BASE_URL", "USERNAME", "PASSWORD_MD5", "CLIENT_SECRET", "--demo"] {
            assert!(nothing.contains(name), "{nothing}");
        }
    }

    #[test]
    fn an_empty_variable_is_an_unset_one() {
        let said = refused(&[("BASE_URL", "x"), ("USERNAME", "u"), ("PASSWORD", ""), ("CLIENT_KEY", "")]);
        assert!(said.starts_with("not set: COUPONSCOPE_PASSWORD or"), "{said}");
    }

    #[test]
    fn an_upper_login_hides_the_other_kind_below_it() {
        let lower = || layer(&[("BASE_URL", "x"), ("USERNAME", "u"), ("PASSWORD", "p")]);
        let oauth = layer(&[("CLIENT_KEY", "k"), ("CLIENT_SECRET", "s")]).over(lower());
        assert!(matches!(oauth.account(&|_| None).unwrap().1, Login::OAuth { .. }));
        let md5 = layer(&[("PASSWORD_MD5", "m")]).over(lower());
        assert!(matches!(md5.account(&|_| None).unwrap().1, Login::BasicMd5 { .. }));
        let below =
            layer(&[("USERNAME", "u"), ("PASSWORD", "p")]).over(layer(&[("BASE_URL", "x"), ("CLIENT_KEY", "k")]));
        assert!(matches!(below.account(&|_| None).unwrap().1, Login::BasicPassword { .. }));
    }
}
