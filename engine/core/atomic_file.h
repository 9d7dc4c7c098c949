#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <ostream>
#include <span>

namespace fovea {

/// Writes a file so that a reader, or the next start after a power cut, sees the old contents or
/// the new, never a part: a file beside it, synced, then renamed over it.
Result<void> writeFileAtomically(const std::filesystem::path &path,
                                 std::span<const std::byte> data);

/// The same for contents that are made piece by piece. `write` puts them into the stream and
/// returns an Error to give up, which leaves the old file as it was.
Result<void> writeFileAtomically(const std::filesystem::path &path,
                                 const std::function<Result<void>(std::ostream &)> &write);

} // namespace fovea
