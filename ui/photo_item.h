#pragma once

#include "engine/core/ids.h"

#include <QString>

namespace fovea::ui {

/// What a view knows of a photo. Everything else is asked for when it is on screen.
struct PhotoItem {
    PhotoId id;
    float aspect = 1; ///< width / height, upright
    qint64 takenLocalMs = 0;
};

} // namespace fovea::ui
