#pragma once

#include "engine/library/catalog.h"
#include "ui/photo_details.h"
#include "ui/photo_item.h"

namespace fovea::app {

/// What a grid needs of a photo. The file's date stands in where there is no date taken.
ui::PhotoItem toItem(const library::PhotoRecord &record);
ui::PhotoItem toItem(const library::Catalog::PhotoSummary &summary);

/// The panel's rows, as text in the person's language. `root` is the folder that was added and
/// holds the file, where one does.
ui::PhotoDetails toDetails(const library::PhotoRecord &record, const std::filesystem::path &root,
                           std::optional<qint64> sizeBytes);

} // namespace fovea::app
