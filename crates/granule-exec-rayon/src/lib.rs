//! An executor on a private rayon pool.
