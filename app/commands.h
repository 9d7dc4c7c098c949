#pragma once

#include "app/session.h"
#include "engine/core/error.h"
#include "engine/search/search_engine.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

/// Exit statuses that scripts rely on (docs/formats.md).
enum ExitStatus { ExitDone = 0, ExitFailed = 1, ExitBadUsage = 2, ExitStopped = 130 };

// Each subcommand does its work and answers with the exit status; an Error is printed by main().

struct IndexCommand {
    std::vector<std::filesystem::path> folders;
    bool jsonProgress = false;
};
Result<int> runIndex(const CommonOptions &common, const IndexCommand &command);
/// What `fovea index` does with the folders of a library, on the way of another job.
Result<void> showAllPhotos(const CommonOptions &common, const StopToken &stop,
                           const ProgressFunction &progress);

struct SearchCommand {
    std::vector<std::string> query; ///< words as the shell split them
    std::vector<std::filesystem::path> images;
    std::int64_t limit = 20;
    search::SortOrder sort = search::SortOrder::Relevance;
    std::string album; ///< look at its photos alone
    bool all = false;
    bool explain = false;
    bool json = false;
};
Result<int> runSearch(const CommonOptions &common, const SearchCommand &command);

struct SimilarCommand {
    std::string photo; ///< a file or the id of a photo
    std::int64_t limit = 20;
    bool json = false;
};
Result<int> runSimilar(const CommonOptions &common, const SimilarCommand &command);

struct EmbedCommand {
    std::vector<std::string> texts;
    std::vector<std::filesystem::path> images;
    clip::Precision precision = clip::Precision::Fp32;
    bool json = false;
};
Result<int> runEmbed(const CommonOptions &common, const EmbedCommand &command);

struct ClassifyCommand {
    std::filesystem::path folder;
    std::filesystem::path labels;
    std::filesystem::path templates; ///< empty: one plain template
    std::filesystem::path confusion; ///< a PNG to be written
    bool probe = false;
    bool fewShot = false;
    std::filesystem::path curve;         ///< a PNG of the few-shot curve to be written
    std::uint64_t seed = 1;              ///< of the probe's parts and draws
    std::filesystem::path writeFeatures; ///< a folder for what the probe works on
    bool json = false;
};
Result<int> runClassify(const CommonOptions &common, const ClassifyCommand &command);

struct RecallCommand {
    std::filesystem::path data;
    bool json = false;
};
Result<int> runRecall(const CommonOptions &common, const RecallCommand &command);

Result<int> runStatus(const CommonOptions &common, bool json);
Result<int> runVerify(const CommonOptions &common, bool json);
Result<int> runRepair(const CommonOptions &common);
Result<int> runFormats();

} // namespace fovea::app
