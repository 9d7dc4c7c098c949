#pragma once

namespace fovea::image {

/// The child side of DecodePool: answers requests on descriptor 3 until it is closed,
/// single-threaded, under seccomp and rlimits. Returns the exit status. The decoders live in a
/// library that only a worker opens (libfovea_decoders), so that no other process carries them.
int runDecodeWorker();

} // namespace fovea::image
