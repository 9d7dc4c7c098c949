#pragma once

#include "app/model_choice.h"
#include "engine/clip/encoders.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea::app {

/// How fast a model is in one precision, one image or text at a time.
struct ModelSpeed {
    clip::Precision precision = clip::Precision::Fp32; ///< that was used
    double loadMs = 0;
    double imageMs = 0; ///< median
    double textMs = 0;  ///< median
};

/// What a model is and how it does on this machine, by built-in samples: made pictures and
/// sentences.
struct ModelCheck {
    std::string model;
    std::filesystem::path folder;
    std::string device;
    int threads = 1;
    int dim = 0;
    int imageSize = 0; ///< px
    std::int64_t parameters = 0;
    int samples = 0; ///< of each kind
    ModelSpeed fp32;
    ModelSpeed chosen; ///< of Precision::Auto
    // The lowest over the samples, between the two.
    double imageCosine = 0;
    double textCosine = 0;

    /// Auto's promise holds.
    bool sound() const { return imageCosine >= .999 && textCosine >= .999; }
};

/// Loads the model and encodes the samples, in fp32 and in what Auto chooses. Takes seconds.
Result<ModelCheck> checkModel(const ModelChoice &choice, clip::Device device, int threads);

std::string precisionName(clip::Precision precision); ///< "fp32"

} // namespace fovea::app
