#include "engine/library/library.h"

#include "engine/core/content_hash.h"
#include "engine/image/unique_descriptor.h"
#include "engine/library/database.h"
#include "engine/library/schema.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace fovea::library {
namespace {

constexpr const char *kCatalogFile = "catalog.db";

Result<void> prepareFolder(const std::filesystem::path &folder, Library::Mode mode) {
    if (mode == Library::Mode::ReadOnly) {
        if (!Library::exists(folder)) {
            return fail(ErrorCode::NotFound, "There is no library in " + folder.string() +
                                                 ". Make one with: fovea index DIR --library " +
                                                 folder.string());
        }
        return {};
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder, error)) {
        return fail(ErrorCode::NoPermission,
                    "Cannot make the library folder " + folder.string() + ": " +
                        (error ? error.message() : "a file of that name is in the way") +
                        ". Choose another place with --library.");
    }
    return {};
}

/// Two that make a library at once get into each other's way: SQLite's change to WAL does not wait
/// for others. One after the other, then; the turn ends when the descriptor is closed. Where the
/// file system knows no locks, nobody waits.
image::UniqueDescriptor waitForTurn(const std::filesystem::path &folder) {
    image::UniqueDescriptor turn(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (turn && ::flock(turn.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    return turn;
}

/// Brings a library of an older Fovea forward, that only reading was asked for. Whether that can be
/// done shows when it is read afterwards.
void upgradeBeforeReading(const std::filesystem::path &folder) {
    const auto turn = waitForTurn(folder);
    if (auto database = Database::open(folder / kCatalogFile, Database::Mode::ReadWrite)) {
        static_cast<void>(upgradeSchema(**database, catalogMigrations(), kCatalogApplicationId));
    }
}

} // namespace

Library::Library() = default;
Library::~Library() = default;

bool Library::exists(const std::filesystem::path &folder) {
    std::error_code error;
    return std::filesystem::is_regular_file(folder / kCatalogFile, error);
}

Result<std::unique_ptr<Library>> Library::open(const std::filesystem::path &folder, Mode mode) {
    if (auto prepared = prepareFolder(folder, mode); !prepared) {
        return fail(prepared.error());
    }
    const bool readOnly = mode == Mode::ReadOnly;
    const auto turn = readOnly ? image::UniqueDescriptor() : waitForTurn(folder);
    auto database = Database::open(folder / kCatalogFile,
                                   readOnly ? Database::Mode::ReadOnly : Database::Mode::ReadWrite);
    if (!database) {
        return fail(database.error());
    }
    auto upgraded = upgradeSchema(**database, catalogMigrations(), kCatalogApplicationId);
    if (!upgraded && readOnly && upgraded.error().code == ErrorCode::Unsupported) {
        upgradeBeforeReading(folder);
        upgraded = upgradeSchema(**database, catalogMigrations(), kCatalogApplicationId);
    }
    if (!upgraded) {
        return fail(upgraded.error());
    }
    auto thumbnails =
        ThumbnailStore::open(folder / "thumbnails.db", readOnly ? ThumbnailStore::Mode::ReadOnly
                                                                : ThumbnailStore::Mode::ReadWrite);
    if (!thumbnails) {
        return fail(thumbnails.error());
    }
    std::unique_ptr<Library> library(new Library);
    library->m_folder = folder;
    library->m_database = std::move(*database);
    library->m_catalog = std::make_unique<Catalog>(*library->m_database);
    library->m_albums = std::make_unique<AlbumTable>(*library->m_database);
    library->m_captions = std::make_unique<CaptionTable>(*library->m_database);
    library->m_trainingRuns = std::make_unique<TrainingRunTable>(*library->m_database);
    library->m_embeddings = std::make_unique<EmbeddingStore>(*library->m_database);
    library->m_textIndex = std::make_unique<TextIndex>(*library->m_database);
    library->m_thumbnails = std::move(*thumbnails);
    return library;
}

std::unique_ptr<VectorIndex> Library::openVectorIndex(SpaceId space, int dim) const {
    // An index that came along from another library must not pass for this one's.
    const auto id = m_catalog->setting("libraryId");
    const std::string identity = id && *id ? **id : std::string();
    const ContentHash hash = hashContent(std::as_bytes(std::span(identity)));
    std::uint64_t owner = 0;
    std::memcpy(&owner, hash.bytes.data(), sizeof owner);
    return VectorIndex::open(indexFile(space), space, dim, owner);
}

std::filesystem::path Library::indexFile(SpaceId space) const {
    return m_folder / ("vectors-" + std::to_string(space.value) + ".index");
}

Result<void> Library::removeSpace(SpaceId space, SpaceId heir) {
    const auto active = m_catalog->activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (*active) {
        const auto id = m_catalog->ensureSpace(**active);
        if (!id || *id == space) {
            return fail(ErrorCode::BadUsage,
                        "The space of " + (*active)->name + " answers searches and stays.");
        }
    }
    if (auto removed = m_embeddings->removeSpace(space, heir); !removed) {
        return removed;
    }
    std::error_code ignored; // a cache; one that stays is told from others by its space
    std::filesystem::remove(indexFile(space), ignored);
    return {};
}

} // namespace fovea::library
