#pragma once

#include "engine/core/error.h"
#include "engine/library/catalog.h"

#include <map>
#include <string>

namespace fovea::app {

/// How strongly each adapter of the library counted when it was last on, from 0 to 1, by name;
/// those that never were are not in it. Kept, so that one that is switched off comes back as it
/// was.
Result<std::map<std::string, double>> adapterStrengths(library::Catalog &catalog);

Result<void> rememberStrength(library::Catalog &catalog, const std::string &adapter,
                              double strength);

} // namespace fovea::app
