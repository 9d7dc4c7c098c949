#pragma once

#include "engine/core/error.h"

#include <cerrno>
#include <string>

namespace fovea {

/// An Error from errno (or `number`): "Cannot open /a/b: Permission denied".
Error systemError(std::string what, int number = errno);

} // namespace fovea
