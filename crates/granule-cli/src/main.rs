//! The program `granule`: look at solar observations, compute on them, find coordinates, plot.

mod args;
mod commands;
mod progress;
mod save;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            text::complain(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Sample(args) => commands::sample::run(args),
        Command::Info(args) => commands::info::run(args),
        Command::Compute(args) => commands::compute::run(args),
        Command::Save(args) => commands::save::run(args),
        Command::World(args) => commands::world::run(args),
        Command::Plot(args) => commands::plot::run(args),
        Command::Demo(args) => commands::demo::run(args),
        Command::Fits(command) => commands::fits::run(command),
        Command::Asdf(command) => commands::asdf::run(command),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let source = error.downcast_ref::<std::io::Error>();
    source.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
