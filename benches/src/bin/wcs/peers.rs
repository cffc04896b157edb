//! The Python peers: a process that evaluates what it is told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/wcs_peers.py");

/// What keeps the libraries under numpy on one thread.
const ONE_THREAD: [&str; 3] = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];

/// A running interpreter.
pub(crate) struct Peers {
    child: Child,
    /// `None` once nothing more is to come.
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The packages and their versions.
    pub(crate) versions: BTreeMap<String, String>,
}

impl Peers {
    /// Starts the script; an error where there is no such interpreter, or it lacks the packages.
    pub(crate) fn start(python: &Path, quiet: bool) -> Result<Self> {
        let mut child = Command::new(python)
            .arg(SCRIPT)
            .envs(ONE_THREAD.map(|name| (name, "1")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if quiet { Stdio::null() } else { Stdio::inherit() })
            .spawn()
            .with_context(|| format!("cannot start {}", python.display()))?;
        let commands = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("the peers have no output")?);
        let mut peers = Self { child, commands, answers, versions: BTreeMap::new() };
        let line = peers.line().with_context(|| format!("{} cannot import the peers", python.display()))?;
        peers.versions = serde_json::from_str(&line)?;
        Ok(peers)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let length = self.answers.read_line(&mut line).context("the peers' answer")?;
        ensure!(length > 0, "the peers ended");
        Ok(line)
    }

    /// Gives a command and waits for it to be done.
    pub(crate) fn tell(&mut self, words: &[&str]) -> Result<()> {
        let commands = self.commands.as_mut().context("the peers ended")?;
        writeln!(commands, "{}", words.join("\t"))?;
        commands.flush()?;
        let answer: BTreeMap<String, String> = serde_json::from_str(&self.line()?)?;
        match answer.get("error") {
            Some(error) => bail!("the peers cannot do `{}`: {error}", words.join(" ")),
            None => Ok(()),
        }
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        // At the end of its input the script ends.
        drop(self.commands.take());
        let _ = self.child.wait();
    }
}
