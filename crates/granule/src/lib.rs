//! Solar observations as lazy cubes with world coordinates.
