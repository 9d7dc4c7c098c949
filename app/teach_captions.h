#pragma once

#include "engine/library/library.h"
#include "ui/teach_values.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

/// Captions of an album, a folder or a caption file, as `fovea train` will read them, and what a
/// person changes in them. Captions of photos of the library are kept with them; of other files, in
/// a table of the library's own, since nobody's files are written to. Thread: one at a time.
class TeachCaptions {
public:
    explicit TeachCaptions(library::Library &library)
        : m_library(library) {}

    /// One for each photo; files outside of the library come without an id.
    Result<QList<ui::CaptionItem>> read(const ui::TeachSource &source);
    /// Stores the captions of `edited`.
    Result<void> store(const ui::TeachSource &source, const QList<ui::CaptionItem> &edited);

    /// What `fovea train` is to read: the source itself, or, where a person has changed captions of
    /// a folder or file, a table of all of them as they are now.
    Result<QStringList> trainingData(const ui::TeachSource &source);

    /// For photos without a caption that look like those with one: its caption, or the name that
    /// they share.
    Result<QList<ui::CaptionProposal>> propose(const QList<ui::CaptionItem> &items);

private:
    Result<QList<ui::CaptionItem>> readData(const ui::TeachSource &source);
    Result<QStringList> namesIn(const QList<ui::CaptionItem> &items);
    Result<QList<ui::CaptionItem>> readPhotos(std::span<const PhotoId> photos);
    std::filesystem::path editsFile(const ui::TeachSource &source) const;

    library::Library &m_library;
};

} // namespace fovea::app
