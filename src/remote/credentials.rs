//! Who asks: read from a file or a variable, never from the command line.

use std::fmt;

/// What a server is shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and a password, in the scheme that the server asks for: Digest (RFC 7616) before Basic (RFC 7617).
    Password {
        /// The name; holds no colon.
        user: String,
        /// The password.
        password: String,
    },
    /// A token (RFC 6750).
    Bearer(String),
}

/// A text is neither `USER:PASSWORD` nor `Bearer TOKEN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("credentials are one line: USER:PASSWORD, or Bearer TOKEN")]
pub struct CredentialsError;

impl Credentials {
    /// Reads one line: `USER:PASSWORD` or `Bearer TOKEN`.
    ///
    /// ```
    /// use aisec_graph::remote::Credentials;
    /// assert_eq!(Credentials::parse("Bearer abc\n"), Ok(Credentials::Bearer("abc".to_owned())));
    /// assert!(matches!(Credentials::parse("dba:d:a"), Ok(Credentials::Password { password, .. }) if password == "d:a"));
    /// assert!(Credentials::parse("dba").is_err());
    /// ```
    ///
    /// # Errors
    /// For any other text, and for one with control characters.
    pub fn parse(text: &str) -> Result<Self, CredentialsError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.chars().any(char::is_control) {
            return Err(CredentialsError);
        }
        if let Some(token) = line.strip_prefix("Bearer ") {
            let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
            return if is_token { Ok(Self::Bearer(token.to_owned())) } else { Err(CredentialsError) };
        }
        let (user, password) = line.split_once(':').ok_or(CredentialsError)?;
        if user.is_empty() {
            return Err(CredentialsError);
        }
        Ok(Self::Password { user: user.to_owned(), password: password.to_owned() })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}
