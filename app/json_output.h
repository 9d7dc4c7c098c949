#pragma once

#include "engine/library/caption_table.h"
#include "engine/library/catalog.h"
#include "engine/search/recall.h"
#include "engine/search/search_engine.h"
#include "engine/training/training_job.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// As docs/formats.md has it. Bytes of a file name that are no UTF-8 become U+FFFD.
void printJson(const nlohmann::json &value);

nlohmann::json toJson(const search::RecallFigures &figures);
/// A hit with the photo it stands for; photos are in the order of the hits.
nlohmann::json toJson(const search::SearchAnswer &answer,
                      const std::vector<library::PhotoRecord> &photos);

nlohmann::json toJson(const std::vector<library::Caption> &captions);

/// What decides how an album is learned, besides its method and words.
nlohmann::json toJson(const training::AlbumOptions &options);

/// "2024-10-03T14:05:09" of a photo's own clock, with its offset where that is known; null without
/// a date.
nlohmann::json takenToJson(const image::Metadata &metadata);
std::string takenText(const image::Metadata &metadata);

} // namespace fovea::app
