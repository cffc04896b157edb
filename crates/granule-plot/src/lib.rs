//! Plots of spectra and images with world-coordinate axes, as PNG and SVG.
