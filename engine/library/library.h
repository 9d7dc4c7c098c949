#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/library/album_table.h"
#include "engine/library/caption_table.h"
#include "engine/library/catalog.h"
#include "engine/library/embedding_store.h"
#include "engine/library/text_index.h"
#include "engine/library/thumbnail_store.h"
#include "engine/library/training_run_table.h"
#include "engine/library/vector_index.h"

#include <filesystem>
#include <memory>

namespace fovea::library {

class Database;

/// The folder that holds a library: catalog.db, thumbnails.db and the index files. It can be copied
/// while closed. Thread: one at a time; each thread and process opens its own.
class Library {
public:
    enum class Mode { ReadWrite, ReadOnly };
    /// Makes the folder where there is none (not in ReadOnly). Migrations run here, each after a
    /// backup; for ReadOnly too, where the library can be written.
    static Result<std::unique_ptr<Library>> open(const std::filesystem::path &folder,
                                                 Mode mode = Mode::ReadWrite);
    ~Library();
    /// Whether `folder` holds a library already.
    static bool exists(const std::filesystem::path &folder);

    const std::filesystem::path &folder() const { return m_folder; }
    Catalog &catalog() { return *m_catalog; }
    AlbumTable &albums() { return *m_albums; }
    CaptionTable &captions() { return *m_captions; }
    TrainingRunTable &trainingRuns() { return *m_trainingRuns; }
    EmbeddingStore &embeddings() { return *m_embeddings; }
    TextIndex &textIndex() { return *m_textIndex; }
    ThumbnailStore &thumbnails() { return *m_thumbnails; }
    /// Forgets a space with its vector index, see EmbeddingStore::removeSpace(). The space that
    /// answers searches is refused.
    Result<void> removeSpace(SpaceId space, SpaceId heir);
    /// Opens the vector index of `space`; not yet caught up.
    std::unique_ptr<VectorIndex> openVectorIndex(SpaceId space, int dim) const;

private:
    Library();
    std::filesystem::path indexFile(SpaceId space) const;
    std::filesystem::path m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Catalog> m_catalog;
    std::unique_ptr<AlbumTable> m_albums;
    std::unique_ptr<CaptionTable> m_captions;
    std::unique_ptr<TrainingRunTable> m_trainingRuns;
    std::unique_ptr<EmbeddingStore> m_embeddings;
    std::unique_ptr<TextIndex> m_textIndex;
    std::unique_ptr<ThumbnailStore> m_thumbnails;
};

} // namespace fovea::library
