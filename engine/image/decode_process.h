#pragma once

#include "engine/core/error.h"
#include "engine/image/decoded_photo.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fovea::image {

struct DecodePoolOptions {
    int workers = 1;
    /// The program and its arguments that start one worker: {"/usr/bin/fovea", "decode-worker"}.
    std::vector<std::string> command;
    std::chrono::milliseconds timeLimit{30'000}; ///< for one file
    std::uint64_t memoryLimitBytes = 2ULL << 30; ///< of one worker's address space beyond its start
    std::int64_t pixelLimit = 500'000'000;       ///< width x height of one photo
};

/// Decodes untrusted files in sandboxed child processes. A file that kills its worker or outruns
/// its limits gives an Error with the reason, and the worker is replaced before the next file.
/// Thread: any; as many calls of decode() run at once as there are workers.
class DecodePool {
public:
    static Result<std::unique_ptr<DecodePool>> start(DecodePoolOptions options);
    ~DecodePool();

    /// Blocks until a worker is free and the photo is done. The file is opened here, read-only, and
    /// handed over as a descriptor. Errors name the file and the reason.
    Result<DecodedPhoto> decode(const DecodeRequest &request);
    /// The same for a photo that came as bytes; `request.file` is only its name in errors.
    Result<DecodedPhoto> decode(const DecodeRequest &request, std::span<const std::byte> encoded);

    /// What the workers' sandbox lacks on this machine, in one sentence for a log; empty where it
    /// is whole.
    const std::string &sandboxNote() const;

private:
    class Impl;
    explicit DecodePool(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fovea::image
