#pragma once

#include "engine/core/ids.h"

#include <QByteArray>
#include <QImage>
#include <QList>
#include <QString>

namespace fovea::ui {

/// An image in the search field that photos should be like. Exactly one of photo, file and encoded
/// says which image; name and thumbnail may come later (MainWindow::setChipInfo).
struct SearchChip {
    int id = 0; ///< given by the window, never used twice
    PhotoId photo;
    QString file;       ///< absolute path of a local file
    QByteArray encoded; ///< an image as it was pasted or dropped: PNG, JPEG, WebP and the like
    QString name;       ///< what the chip says after "like"
    QImage thumbnail;
};

enum class SortBy { Relevance, Date };

/// What the search field holds now.
struct SearchRequest {
    QString text; ///< in the query language, trimmed
    QList<SearchChip> images;
    SortBy sort = SortBy::Relevance;

    bool empty() const { return text.isEmpty() && images.isEmpty(); }
};

} // namespace fovea::ui
