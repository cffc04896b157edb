//! What the benchmark runs on.

use std::fmt;
use std::fs;

use granule::exec::worker_count;
use granule::graph::Bytes;
use serde::Serialize;

/// The machine, as far as it tells.
#[derive(Debug, Serialize)]
pub struct Machine {
    processor: Option<String>,
    threads: usize,
    memory: Option<u64>,
    system: &'static str,
    architecture: &'static str,
    /// Processes that wanted to run in the last minute: above zero before the start, others are at work.
    load: Option<f64>,
}

impl Machine {
    /// This one, now.
    #[must_use]
    pub fn here() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            processor: field(&cpu, "model name").map(str::to_owned),
            threads: worker_count(0),
            memory: field(&memory, "MemTotal").and_then(kilobytes),
            system: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
            load: load.split_whitespace().next().and_then(|word| word.parse().ok()),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let processor = self.processor.as_deref().unwrap_or(self.architecture);
        write!(f, "{processor}, {} threads", self.threads)?;
        if let Some(memory) = self.memory {
            write!(f, ", {}", Bytes(memory))?;
        }
        write!(f, ", {}", self.system)?;
        if let Some(load) = self.load {
            write!(f, ", load {load:.2} before the start")?;
        }
        Ok(())
    }
}

/// The value of the first line `name : value`.
#[must_use]
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let of_line = |line: &'a str| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then_some(value.trim())
    };
    text.lines().find_map(of_line)
}

/// The bytes of `12 kB`.
#[must_use]
pub fn kilobytes(value: &str) -> Option<u64> {
    value.strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_system_are_read() {
        let text = "Name:\ttutorial\nVmHWM:\t    1234 kB\nVmRSS:\t   1000 kB\n";
        assert_eq!(field(text, "VmHWM").and_then(kilobytes), Some(1234 * 1024));
        assert_eq!(field(text, "VmSwap"), None);
        assert_eq!(kilobytes("12 MB"), None);
    }
}
