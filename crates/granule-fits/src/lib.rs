//! FITS images: headers, memory maps, tile compression, chunk sources and sinks.
