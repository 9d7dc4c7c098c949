#pragma once

#include "app/model_choice.h"
#include "app/session.h"
#include "engine/core/error.h"

#include <filesystem>

namespace fovea::app {

/// `fovea models list`: models with the adapters of the library, and what can be downloaded.
Result<int> listModels(const CommonOptions &common, bool json);

/// The library that was asked for, else the person's own.
std::filesystem::path libraryFolder(const CommonOptions &common);

/// The model that answers for the library, with its adapter.
Result<ModelReference> modelInUse(const CommonOptions &common);

} // namespace fovea::app
