#pragma once

#include "engine/core/ids.h"

#include <QString>
#include <QStringList>

namespace fovea::ui {

/// What the viewer's panel tells of one photo, as finished text in the person's language. A row
/// whose text is empty is not shown.
struct PhotoDetails {
    PhotoId id;
    QString fileName;    ///< "DSC_0412.jpg"
    QString fileFacts;   ///< "1680 × 1050 · 1.0 MB"
    QString folder;      ///< "Pictures/2019/Denmark"
    QString taken;       ///< "Sat, September 14, 2019, 5:42 PM"
    QString place;       ///< "Henne Strand, Denmark"
    QString coordinates; ///< "55.7386° N, 8.1764° E"
    QString camera;      ///< "Nikon D5100"
    QString exposure;    ///< "35 mm · f/5.6 · 1/500 s · ISO 100"
    QString caption;     ///< "Dry grass on a dune, the sea behind it"
    QStringList keywords;
    /// Why only the thumbnail can be shown ("NAS archive is not connected. Connect it to see the
    /// photo."); empty when the file can be read.
    QString offlineNote;

    bool operator==(const PhotoDetails &) const = default;
};

} // namespace fovea::ui
