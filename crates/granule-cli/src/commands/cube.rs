//! From arguments to a cube and a session.

use std::sync::Arc;

use granule::core::MissingFiles;
use granule::dkist::Inventory;
use granule::exec::{Executor, SyncExecutor};
use granule::fits::Scaling;
use granule::wcs::Alternate;
use granule::{CrossbeamExecutor, NDCube, OpenOptions, Opened, Overwrite, RayonExecutor, Session};

use crate::args::{CubeArgs, ExecutorName, Missing, ReduceArgs, SessionArgs};
use crate::progress::Progress;
use crate::text::complain;

impl CubeArgs {
    /// The dataset's cube, sliced, then rebinned.
    pub(crate) fn cube(&self) -> anyhow::Result<NDCube> {
        self.cube_in(Alternate::PRIMARY)
    }

    /// The same, with the coordinates of another description of a FITS image.
    pub(crate) fn cube_in(&self, alternate: Alternate) -> anyhow::Result<NDCube> {
        let mut cube = self.whole(alternate)?;
        if let Some(slices) = &self.slice {
            cube = cube.slice(slices.clone())?;
        }
        if let Some(bins) = &self.rebin {
            cube = cube.rebin(bins, self.op.into())?;
        }
        Ok(cube)
    }

    /// The inventory of the dataset that the cube is of, if it is of one.
    pub(crate) fn inventory(&self) -> anyhow::Result<Option<Inventory>> {
        Ok(match granule::open(&self.path)? {
            Opened::Dataset(dataset) => Some(dataset.inventory().clone()),
            Opened::Tiled(tiled) => Some(tiled.inventory().clone()),
            _ => None,
        })
    }

    /// The cube of the dataset, of one tile of a tiled one, or of the image.
    fn whole(&self, alternate: Alternate) -> anyhow::Result<NDCube> {
        let mut options = OpenOptions::new().io(self.io.into()).alternate(alternate);
        if self.stored {
            options = options.scaling(Scaling::Stored);
        }
        match (granule::open_with(&self.path, &options)?, &self.mosaic) {
            (Opened::Tiled(tiled), Some(index)) => Ok(tiled.tile(index)?.cube().clone()),
            (Opened::Tiled(tiled), None) => {
                let first = tiled.tiles().next();
                let (index, tile) = first.ok_or_else(|| anyhow::anyhow!("every tile is masked"))?;
                let text: Vec<String> = index.iter().map(ToString::to_string).collect();
                let index = text.join(",");
                complain(&format!("note: tile {index} of {}; --mosaic takes another", tiled.arrangement()));
                Ok(tile.cube().clone())
            }
            (_, Some(_)) => {
                anyhow::bail!("{} is not a tiled dataset; leave out --mosaic", self.path.display())
            }
            (Opened::Dataset(dataset), None) => Ok((*dataset).into()),
            (Opened::Image(image), None) => {
                if let Some(error) = image.wcs_error() {
                    complain(&format!("note: {error}; the coordinates are pixels"));
                }
                Ok((*image).into())
            }
            _ => anyhow::bail!("{} is of a kind this command does not know", self.path.display()),
        }
    }
}

impl ReduceArgs {
    /// The cube, reduced if that was asked for.
    pub(crate) fn apply(&self, cube: NDCube) -> anyhow::Result<NDCube> {
        Ok(match self.reduce {
            Some(op) => cube.reduce(op.into(), &self.axes)?,
            None => cube,
        })
    }
}

impl SessionArgs {
    /// The session asked for, with a progress bar on terminals.
    pub(crate) fn session(&self) -> Session {
        let session = Session::with_executor(executor(self.executor, self.threads))
            .budget(self.budget.map(|megabytes| megabytes.saturating_mul(1_000_000)))
            .missing_files(match self.missing {
                Missing::Nan => MissingFiles::Nan,
                Missing::Error => MissingFiles::Error,
            });
        match Progress::on_terminal() {
            Some(progress) => session.observer(Arc::new(progress)),
            None => session,
        }
    }
}

/// The executor of this name; no threads means one a processor.
pub(crate) fn executor(name: ExecutorName, threads: usize) -> Arc<dyn Executor> {
    match name {
        ExecutorName::Sync => Arc::new(SyncExecutor),
        ExecutorName::Rayon => Arc::new(RayonExecutor::new(threads)),
        ExecutorName::Crossbeam => Arc::new(CrossbeamExecutor::new(threads)),
    }
}

/// `--force` as the library says it.
pub(crate) fn overwrite(force: bool) -> Overwrite {
    if force { Overwrite::Yes } else { Overwrite::No }
}
