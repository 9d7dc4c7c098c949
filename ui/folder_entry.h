#pragma once

#include "engine/core/ids.h"

#include <QDateTime>
#include <QImage>
#include <QList>
#include <QString>

namespace fovea::ui {

/// A folder of the library, as the sidebar and the page of folders show it.
struct FolderEntry {
    enum class State { UpToDate, Waiting, Indexing, Paused };
    FolderId id;
    QString name; ///< its last part
    QString path;
    qint64 photoCount = 0;
    bool online = true;
    State state = State::UpToDate;
    qint64 done = 0;              ///< while indexing
    qint64 total = 0;             ///< while indexing; 0 while unknown
    QDateTime checked;            ///< when it was last looked through; invalid: not known
    qint64 remainingSeconds = -1; ///< while indexing; -1 while unknown
};

/// The folder that the first start offers.
struct FolderSuggestion {
    QString name;
    QString path;
    qint64 photoCount = -1;     ///< -1 while it is not counted
    qint64 readyInSeconds = -1; ///< -1 where nobody can say
    QList<QImage> samples;      ///< up to seven, square or not; empty: none to show
};

/// A file that could not be read.
struct FailureEntry {
    QString path;
    QString reason; ///< a sentence
};

} // namespace fovea::ui
