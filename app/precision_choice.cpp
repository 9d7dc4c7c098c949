#include "app/precision_choice.h"

namespace fovea::app {

Result<clip::Precision> chosenPrecision(const clip::ModelConfig &, clip::Device) {
    return clip::Precision::Fp32;
}

} // namespace fovea::app
