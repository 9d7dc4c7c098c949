#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fovea::library {

class Database;

/// One training of this library, as its history shows it.
struct TrainingRun {
    std::int64_t id = 0;
    std::string adapter;        ///< what was made
    std::string model;          ///< what it was made from
    std::string method;         ///< "names", "projection", "lora", "full"
    std::int64_t startedMs = 0; ///< since 1970-01-01 UTC
    std::optional<std::int64_t> finishedMs;
    std::string figures = "{}"; ///< JSON, as the run's last event has it

    bool operator==(const TrainingRun &) const = default;
};

/// The history of trainings. Thread: as Catalog.
class TrainingRunTable {
public:
    explicit TrainingRunTable(Database &database)
        : m_database(database) {}

    /// `run.id` is not looked at. Returns the one it got.
    Result<std::int64_t> start(const TrainingRun &run);
    Result<void> finish(std::int64_t id, std::int64_t finishedMs, const std::string &figures);
    Result<std::vector<TrainingRun>> all(); ///< newest first
    /// The newest finished run that made this adapter.
    Result<std::optional<TrainingRun>> latestOf(const std::string &adapter);

private:
    Database &m_database;
};

} // namespace fovea::library
