#pragma once

#include <QList>
#include <QUrl>

#include <memory>

class QImage;
class QMimeData;

namespace fovea::app {

/// The same formats, and the pixels for programs that paste images rather than files.
std::unique_ptr<QMimeData> withPixels(const QMimeData &files, const QImage &pixels);

/// Selects the files in the file manager (org.freedesktop.FileManager1), or opens their folder
/// where none answers.
void revealInFileManager(const QList<QUrl> &files);

/// Opens each file in the program that the desktop has for it. False where none took it.
bool openInDefaultProgram(const QList<QUrl> &files);

} // namespace fovea::app
