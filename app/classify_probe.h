#pragma once

#include "app/session.h"
#include "engine/core/error.h"
#include "engine/training/linear_probe.h"
#include "engine/training/photo_groups.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

/// Photos whose class is known, as the model sees them.
struct ProbePhotos {
    std::vector<std::filesystem::path> files;
    std::vector<float> features; // [n, dim]
    std::size_t dim = 0;
    bool beforeProjection = true;   ///< else embeddings: the model has nothing before them
    std::vector<std::size_t> truth; // [n], numbers of labels
    std::vector<training::PhotoTraits> traits; // [n]
    std::vector<float> embeddings;             // [n, embeddingDim], for zero-shot
    std::vector<float> classifier;             // [labels, embeddingDim]
    std::size_t embeddingDim = 0;
};

struct ProbeOptions {
    bool fewShot = false;
    std::uint64_t seed = 1;
    std::filesystem::path writeFeatures; ///< a folder for other programs; empty: none
    int threads = 1;
    bool quiet = false;
};

/// What a linear probe gives, beside zero-shot on the same photos and classes.
struct ProbeReport {
    training::ProbeResult result;
    std::vector<std::size_t> classes; ///< numbers of labels with enough photos
    std::size_t leftOut = 0;          ///< labels with photos, but too few
    std::size_t groups = 0;           ///< of photos that were kept in one part
    std::size_t trained = 0;
    std::size_t chosenBy = 0;
    std::size_t tested = 0;
    std::size_t dim = 0;
    bool beforeProjection = true;
    double zeroShot = 0;
    std::uint64_t seed = 1;
    bool hasCurve = false;
    std::optional<double> overtakes; ///< photos of a class from which on the probe is better
    std::filesystem::path curve;     ///< its picture; empty where none was asked for
};

Result<ProbeReport> runProbe(const ProbePhotos &photos, const ProbeOptions &options);

nlohmann::json probeToJson(const ProbeReport &report);
nlohmann::json fewShotToJson(const ProbeReport &report);
void printProbe(const ProbeReport &report);

/// Where the curve crosses `level`, between two points on the logarithm of the photos; nothing
/// where it ends below.
std::optional<double> crossing(std::span<const training::ShotFigures> curve, double level);

} // namespace fovea::app
