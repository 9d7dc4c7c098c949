#pragma once

#include "engine/core/ids.h"

#include <QString>

namespace fovea::ui {

/// An album of the library: a named set of photos.
struct AlbumEntry {
    AlbumId id;
    QString name;
    qint64 photoCount = 0;
};

} // namespace fovea::ui
