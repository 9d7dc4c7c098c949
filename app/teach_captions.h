#pragma once

#include "engine/core/progress.h"
#include "engine/image/metadata.h"
#include "engine/library/library.h"
#include "ui/teach_values.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fovea::app {

/// Captions of an album, a folder or a caption file, as `fovea train` will read them, and what a
/// person changes in them. Captions of photos of the library are kept with them; of other files, in
/// a table of the library's own, since nobody's files are written to. Thread: one at a time.
class TeachCaptions {
public:
    /// What a file outside of the library says of itself.
    using MetadataReader = std::function<Result<image::Metadata>(const std::filesystem::path &)>;

    explicit TeachCaptions(library::Library &library, MetadataReader metadata = {})
        : m_library(library)
        , m_metadata(std::move(metadata)) {}

    /// One for each photo; files outside of the library come without an id.
    Result<QList<ui::CaptionItem>> read(const ui::TeachSource &source,
                                        const StopToken *stop = nullptr);
    /// Stores the captions of `edited`.
    Result<void> store(const ui::TeachSource &source, const QList<ui::CaptionItem> &edited);

    /// What `fovea train` is to read: the source itself, or, where a person has changed captions of
    /// a folder or file, a table of all of them as they are now.
    Result<QStringList> trainingData(const ui::TeachSource &source);

    /// For photos without a caption that look like those with one: its caption, or the name that
    /// they share.
    Result<QList<ui::CaptionProposal>> propose(const QList<ui::CaptionItem> &items,
                                               const StopToken *stop = nullptr);

private:
    Result<QList<ui::CaptionItem>> readData(const ui::TeachSource &source, const StopToken *stop);
    Result<image::Metadata> metadataOf(const std::filesystem::path &file);
    std::vector<std::string> writtenFor(const std::filesystem::path &file);
    Result<QStringList> namesIn(const QList<ui::CaptionItem> &items);
    Result<QList<ui::CaptionProposal>> proposeFor(QList<ui::CaptionItem> items,
                                                  const QList<ui::CaptionItem> &examples,
                                                  const StopToken *stop);
    Result<QList<ui::CaptionItem>> readPhotos(std::span<const PhotoId> photos);
    std::filesystem::path editsFile(const ui::TeachSource &source) const;

    /// Of a file that has not changed since.
    struct KnownMetadata {
        std::filesystem::file_time_type changed;
        image::Metadata metadata;
    };

    library::Library &m_library;
    const MetadataReader m_metadata;
    std::map<std::filesystem::path, KnownMetadata> m_known;
};

} // namespace fovea::app
