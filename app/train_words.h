#pragma once

#include "app/train_events.h"
#include "engine/core/error.h"

#include <QString>

namespace fovea::app {

// What the engine has to say of captions and plans, in the language of the window. What it does not
// know by its code it gives as it came, in English.

QString inWords(const TrainAdvice &advice);
QString inWords(const TrainRefused &refused);
/// Why a method is proposed.
QString reasonInWords(const TrainPlanned &planned);
/// Captions of a file or folder that cannot be read.
QString captionProblem(const Error &error, const QString &path);

} // namespace fovea::app
