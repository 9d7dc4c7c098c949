#pragma once

#include "app/session.h"
#include "app/train_options.h"
#include "app/train_reporter.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"

#include <string>

namespace fovea::app {

/// Teaches the session's model an album and keeps what was learned as an adapter of the library,
/// switched on unless `command.use` is false. An adapter of the session is what it goes on from:
/// what is kept then holds both.
Result<TrainSummary> trainAlbum(Session &session, const TrainCommand &command,
                                const StopToken &stop, TrainReporter &reporter);

/// What an adapter of that album is called where nobody says: "Luna and Bruno" -> "luna-and-bruno".
std::string adapterNameOf(const std::string &source);

} // namespace fovea::app
