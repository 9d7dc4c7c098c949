#pragma once

#include "engine/core/content_hash.h"
#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

/// Where one training keeps what it needs to go on after a kill: run.json, curve.jsonl and
/// checkpoint.safetensors. Its name is a hash of the options and the data, so that the same command
/// finds it again.
class RunFolder {
public:
    /// Opens <library>/runs/KEY. What is left there of a run that ended, or of any with `fresh`, is
    /// cleared.
    static Result<RunFolder> open(const std::filesystem::path &library,
                                  const nlohmann::json &options, const ContentHash &data,
                                  bool fresh);

    const std::filesystem::path &path() const { return m_path; }
    /// A checkpoint of an unfinished run is there.
    bool resumes() const { return m_step > 0; }
    std::int64_t step() const { return m_step; } ///< of that checkpoint

    /// What was drawn from a library that may change until the run goes on.
    const std::vector<std::string> &guard() const { return m_guard; }
    Result<void> keepGuard(std::vector<std::string> contents);
    /// The run is over: checkpoint and caches go, the curve stays.
    Result<void> finish();
    /// Drops the checkpoint, so that the run starts from its beginning.
    void startAnew();

    /// Where pictures out of archives lie while a run needs them.
    static std::filesystem::path picturesFolder(const std::filesystem::path &library);
    /// Where features are kept, for all runs of the library.
    static std::filesystem::path featureCacheFile(const std::filesystem::path &library,
                                                  const std::string &spaceKey);

private:
    Result<void> save(const char *state);
    bool readRecord();

    std::filesystem::path m_path;
    nlohmann::json m_options;
    std::string m_data;
    std::vector<std::string> m_guard;
    std::int64_t m_step = 0;
};

} // namespace fovea::app
