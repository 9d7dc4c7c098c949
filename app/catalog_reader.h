#pragma once

#include "engine/clip/model_config.h"
#include "engine/library/library.h"
#include "ui/album_entry.h"
#include "ui/folder_entry.h"
#include "ui/photo_details.h"
#include "ui/photo_item.h"
#include "ui/place.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <string>

namespace fovea::app {

/// What the sidebar and the pages show of the library.
struct LibraryOverview {
    QList<ui::FolderEntry> folders;
    QList<ui::AlbumEntry> albums;
    QList<ui::FailureEntry> failures;
    qint64 photos = 0;
    qint64 searchable = 0; ///< with an embedding in the active space
    QString activeModel; ///< that answers searches, with its adapter; empty before the first photo
    QString chosenModel; ///< that indexing uses: another one while its space is being filled
    QHash<QString, double> strengths; ///< of adapters, as they last were on
};

/// The library as the window asks for it. It is opened when first needed. Thread: one.
class CatalogReader {
public:
    explicit CatalogReader(std::filesystem::path folder)
        : m_folder(std::move(folder)) {}

    Result<library::Library *> library();
    Result<LibraryOverview> overview();
    /// All photos of a place, newest first.
    Result<QList<ui::PhotoItem>> timeline(ui::Place place);
    /// Without an id where the photo was forgotten in the meantime.
    Result<ui::PhotoDetails> details(PhotoId photo);

    /// Whether searches use it already.
    Result<bool> chooseModel(const std::string &name);
    /// The library's choice before, where that was the adapter's; else empty.
    Result<std::string> removeAdapter(const std::string &name);
    Result<void> restoreAdapter(const std::string &name);
    /// The next look over the folders reads these files though they have not changed.
    Result<void> readAgain(const QStringList &files);

private:
    Result<library::Catalog *> catalog();
    std::string answering(const std::string &wanted, const clip::EmbeddingSpace &active);

    const std::filesystem::path m_folder;
    std::unique_ptr<library::Library> m_library;
    // The last answering model: finding it reads a weights file.
    std::string m_wanted;
    std::string m_activeKey;
    std::string m_answering;
};

} // namespace fovea::app
