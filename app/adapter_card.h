#pragma once

#include "app/album_plan.h"
#include "app/train_reporter.h"
#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea::app {

/// What is written down about an adapter, so that anybody can tell later how it was made.
struct AdapterFacts {
    std::string name;
    std::string source; ///< the album or the file of captions
    std::string model;  ///< what it was made from
    std::string onTopOf; ///< "rex@0.5": the adapter that it holds too; empty: none
    std::string base;   ///< revision of its weights
    std::string dataHash;
    std::int64_t madeMs = 0; ///< since 1970-01-01 UTC
    TrainReport report;
    MethodPlan plan;
    TrainSummary summary;
    double holdOut = 0;
};

/// For programs and for the window: card.json.
nlohmann::json adapterCard(const AdapterFacts &facts);
/// The same for people: README.md.
std::string adapterReadme(const AdapterFacts &facts);
/// Writes both into the adapter's folder.
Result<void> writeAdapterCard(const std::filesystem::path &folder, const AdapterFacts &facts);

} // namespace fovea::app
