#pragma once

#include "engine/core/error.h"
#include "engine/image/unique_descriptor.h"

#include <filesystem>

namespace fovea::library {

/// What only one process at a time does with a library: two that index would read each photo twice,
/// two that train would take the machine from each other.
enum class RunKind { Indexing, Training };

/// Held by the one process that fills a library, or trains for it. Given back when the process
/// ends, however it ends. Searching needs none.
class RunLock {
public:
    /// Busy while another process holds it; never blocks.
    static Result<RunLock> tryTake(const std::filesystem::path &libraryFolder,
                                   RunKind kind = RunKind::Indexing);

private:
    explicit RunLock(image::UniqueDescriptor file)
        : m_file(std::move(file)) {}
    image::UniqueDescriptor m_file;
};

} // namespace fovea::library
