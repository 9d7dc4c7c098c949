#pragma once

#include <filesystem>

namespace fovea {

/// The folder of the running program, links resolved; the program's other parts lie beside it.
std::filesystem::path executableFolder();

/// Where what comes with Fovea lies (the starter model, CLIP's merges, the catalogue of models):
/// FOVEA_RESOURCES of the environment, else share/fovea beside the program's bin folder. The folder
/// of a build is laid out in the same way as an installed one.
std::filesystem::path resourceFolder();

} // namespace fovea
