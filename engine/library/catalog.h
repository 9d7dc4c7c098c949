#pragma once

#include "engine/clip/embedding.h"
#include "engine/core/content_hash.h"
#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/core/ids.h"
#include "engine/image/metadata.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::library {

class Database;
class FolderTable;

/// A folder that a person added, with all below it.
struct RootFolder {
    FolderId id;
    std::filesystem::path path; ///< absolute
    std::int64_t photoCount = 0;
    bool online = true;
};

/// What tells, without opening it, that a file has not changed.
struct FileStamp {
    std::int64_t sizeBytes = 0;
    std::int64_t modifiedNs = 0;

    bool operator==(const FileStamp &) const = default;
};

/// A file as the catalog last saw it. Without a photo it is a file that failed.
struct KnownFile {
    FileId id;
    std::filesystem::path path;
    FileStamp stamp;
    std::optional<FileStamp> sidecar;
    PhotoId photo;
    std::string failure;
    bool missing = false; ///< it was not there at the last look
};

/// One file that was read, to be stored. `failure` set: nothing else but path and stamps counts.
struct IndexedFile {
    std::filesystem::path path;
    FileStamp stamp;
    std::optional<FileStamp> sidecar;
    std::string failure;
    ContentHash contentHash;
    ContentHash pixelHash;
    int width = 0;
    int height = 0;
    image::Metadata metadata;
    std::vector<Half> embedding; ///< [dim]; empty where the photo has one already
    std::vector<Half> features;  ///< [featureDim] or empty
};

enum class CommitOutcome {
    Added,   ///< a new photo; also where a known path now shows other pixels
    Moved,   ///< a known photo whose former file is missing
    Copied,  ///< one more file of a known photo
    Updated, ///< the photo of this path, with the metadata or time that its file has now
    Failed,
};

/// A photo as lists and answers show it.
struct PhotoRecord {
    PhotoId id;
    std::filesystem::path path; ///< of its best file: one that is there, else the last known
    int width = 0;
    int height = 0;
    image::Metadata metadata;
    std::int64_t modifiedNs = 0; ///< of that file; stands in where there is no date taken
    bool offline = false;        ///< none of its files is there now
};

/// What tells one photo from another.
struct PhotoIdentity {
    ContentHash content;
    ContentHash pixels;
    std::optional<std::int64_t> takenLocalMs;
};

struct FailedFile {
    std::filesystem::path path;
    std::string reason;
};

struct CatalogCounts {
    std::int64_t photos = 0;
    std::int64_t files = 0;
    std::int64_t failed = 0;
    std::int64_t embedded = 0; ///< photos with an embedding in the space asked for
};

/// Photos, files, folders and their embeddings: the truth.
/// Thread: one at a time; open the library again for another thread or process.
class Catalog {
public:
    explicit Catalog(Database &database);
    ~Catalog();

    // Folders
    /// A folder below a root is part of that root, whose id comes back: scan what roots() says of
    /// it. Roots below the new folder become part of it, with all that is known of their files.
    Result<FolderId> addRoot(const std::filesystem::path &folder);
    Result<void>
    removeRoot(FolderId root); ///< forgets the files below it, and photos without files
    Result<std::vector<RootFolder>> roots();

    // Files
    /// All files below the root, in the order of their paths.
    Result<void> forEachFile(FolderId root, const std::function<void(const KnownFile &)> &visit);
    /// Marks files as missing; their photos stay, offline. A file that comes back is only committed
    /// again.
    Result<void> markMissing(std::span<const FileId> files);
    /// Stores a batch in one transaction: photos, files, metadata, text index and embeddings in
    /// `space`. A known content hash makes it another file of that photo: Moved where the photo's
    /// former file is missing, else Copied. New contents with the pixels that the path had, or that
    /// a missing file had, are an edit of metadata: the photo stays. A photo that loses its last
    /// file to other pixels is forgotten. A file that fails keeps the photo that it had.
    Result<std::vector<CommitOutcome>> commit(FolderId root, std::span<const IndexedFile> batch,
                                              SpaceId space);
    /// The photo with these contents, if any, and whether it has an embedding in `space`.
    struct KnownContent {
        PhotoId photo;
        bool embedded = false;
    };
    Result<std::optional<KnownContent>> findContent(const ContentHash &hash, SpaceId space);
    /// Photos without an embedding in `space` that have a file which is there: a model was changed.
    Result<std::vector<KnownFile>> filesToEmbed(SpaceId space);
    Result<std::vector<FailedFile>> failedFiles();

    // Photos
    Result<std::optional<PhotoRecord>> photo(PhotoId id);
    Result<std::vector<PhotoRecord>> photos(std::span<const PhotoId> ids); ///< in the order given
    Result<std::optional<PhotoId>> photoAt(const std::filesystem::path &file);
    /// In the order given; all zeros for no photo.
    Result<std::vector<PhotoIdentity>> identities(std::span<const PhotoId> ids);
    /// All photos, newest first, for the grid; `root` narrows to one folder.
    struct PhotoSummary {
        PhotoId id;
        float aspect = 1; ///< width / height
        std::int64_t takenLocalMs = 0;
    };
    Result<std::vector<PhotoSummary>> timeline(std::optional<FolderId> root = std::nullopt);
    Result<CatalogCounts> counts(SpaceId space);
    /// What timeline() sorts by, in the order given: date taken, else the file's time; 0 for no
    /// photo.
    Result<std::vector<std::int64_t>> sortTimesMs(std::span<const PhotoId> ids);

    // Embedding spaces
    Result<SpaceId> ensureSpace(const clip::EmbeddingSpace &space);
    /// The space that answers searches, and the model that made it.
    Result<std::optional<clip::EmbeddingSpace>> activeSpace();
    Result<void> activateSpace(SpaceId space);

    // Upkeep
    /// What the database says against itself: a sentence each, none where it is whole.
    Result<std::vector<std::string>> checkIntegrity();
    /// Forgets photos without any file. Returns how many.
    Result<std::int64_t> removeOrphans();

    // Settings of this library, such as the model in use
    Result<std::optional<std::string>> setting(std::string_view key);
    Result<void> setSetting(std::string_view key, std::string_view value);

private:
    Result<std::int64_t> countOne(const char *sql, std::optional<std::int64_t> parameter = {});
    std::optional<PhotoRecord> readPhoto(PhotoId id);

    Database &m_database;
    std::unique_ptr<FolderTable> m_folders;
};

} // namespace fovea::library
