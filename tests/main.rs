//! The integration tests, one binary.

#[cfg(test)]
mod administrator;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod export;
#[cfg(test)]
mod interrupted;
#[cfg(test)]
mod log_file;
#[cfg(test)]
mod malformed_answers;
#[cfg(test)]
mod model;
#[cfg(test)]
mod plain_words;
#[cfg(test)]
mod pty;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod soak;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod the_loop;
#[cfg(test)]
mod untrusted_text;
