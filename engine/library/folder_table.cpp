#include "engine/library/folder_table.h"

#include "engine/library/database.h"

#include <algorithm>

namespace fovea::library {
namespace {

constexpr std::chrono::seconds kFreshFor{2};

/// Where the volume is mounted now; nothing while it is not.
std::optional<std::filesystem::path> mountPointOf(const Volume &stored,
                                                  const std::vector<Volume> &mounted) {
    bool uuidsAreKnown = false;
    for (const Volume &volume : mounted) {
        if (volume.identity == stored.identity) {
            return volume.mountPoint;
        }
        uuidsAreKnown = uuidsAreKnown || volume.identity.starts_with("uuid:");
    }
    const bool knownByPlace = stored.identity.starts_with("mount:");
    const bool isThere = std::ranges::any_of(
        mounted, [&](const Volume &volume) { return volume.mountPoint == stored.mountPoint; });
    // Inside a sandbox no UUID is to be seen; outside it one may have turned up since.
    if (isThere && (knownByPlace || !uuidsAreKnown)) {
        return stored.mountPoint;
    }
    return std::nullopt;
}

/// Adds the volume where it is new and remembers where it is mounted.
std::int64_t volumeId(Database &database, const Volume &volume) {
    auto insert =
        database.cached("INSERT INTO volumes(identity, mount_point) VALUES (?, ?) "
                        "ON CONFLICT (identity) DO UPDATE SET mount_point = excluded.mount_point");
    insert->bind(1, volume.identity);
    bindBytes(*insert, 2, volume.mountPoint.native());
    insert->exec();
    auto select = database.cached("SELECT id FROM volumes WHERE identity = ?");
    select->bind(1, volume.identity);
    select->executeStep();
    return select->getColumn(0).getInt64();
}

} // namespace

std::optional<std::string> pathBelow(const std::filesystem::path &folder,
                                     const std::filesystem::path &path) {
    const std::string &parent = folder.native();
    const std::string &child = path.native();
    if (!child.starts_with(parent)) {
        return std::nullopt;
    }
    if (child.size() == parent.size()) {
        return std::string();
    }
    if (parent.ends_with('/')) {
        return child.substr(parent.size());
    }
    return child[parent.size()] == '/' ? std::optional(child.substr(parent.size() + 1))
                                       : std::nullopt;
}

void FolderTable::refresh() {
    const auto mounted = mountedVolumes();
    m_folders.clear();
    auto select = m_database.cached("SELECT f.id, f.path, v.identity, v.mount_point FROM folders f "
                                    "JOIN volumes v ON v.id = f.volume_id ORDER BY f.id");
    while (select->executeStep()) {
        const Volume stored{select->getColumn(2).getString(), bytesOf(select->getColumn(3))};
        const auto mountPoint = mountPointOf(stored, mounted);
        const std::string below = bytesOf(select->getColumn(1));
        auto path = mountPoint.value_or(stored.mountPoint);
        if (!below.empty()) {
            path /= below;
        }
        std::error_code ignored;
        const bool online = mountPoint.has_value() && std::filesystem::is_directory(path, ignored);
        m_folders.push_back({FolderId{select->getColumn(0).getInt64()}, std::move(path), online});
    }
    m_refreshedAt = std::chrono::steady_clock::now();
    m_isFresh = true;
}

const std::vector<FolderPlace> &FolderTable::all() {
    if (!m_isFresh || std::chrono::steady_clock::now() - m_refreshedAt > kFreshFor) {
        refresh();
    }
    return m_folders;
}

const std::vector<FolderPlace> &FolderTable::allFresh() {
    refresh();
    return m_folders;
}

const FolderPlace *FolderTable::find(FolderId id) {
    const auto look = [&]() -> const FolderPlace * {
        const auto found = std::ranges::find(all(), id, &FolderPlace::id);
        return found == m_folders.end() ? nullptr : &*found;
    };
    if (const FolderPlace *place = look()) {
        return place;
    }
    forget(); // another process may have added it
    return look();
}

FolderId FolderTable::add(const std::filesystem::path &folder) {
    const Volume volume = volumeOf(folder, mountedVolumes());
    const std::string below = pathBelow(volume.mountPoint, folder).value_or(folder.native());
    const auto known = allFresh();
    for (const FolderPlace &place : known) {
        if (place.path == folder) {
            // The same place, perhaps on another volume: a library that moved to a new disk.
            auto rebind = m_database.cached(
                "UPDATE OR IGNORE folders SET volume_id = ?, path = ? WHERE id = ?");
            rebind->bind(1, volumeId(m_database, volume));
            bindBytes(*rebind, 2, below);
            rebind->bind(3, place.id.value);
            rebind->exec();
            forget();
            return place.id;
        }
        if (place.online && pathBelow(place.path, folder)) {
            return place.id;
        }
    }
    auto insert = m_database.cached("INSERT INTO folders(volume_id, path) VALUES (?, ?)");
    insert->bind(1, volumeId(m_database, volume));
    bindBytes(*insert, 2, below);
    insert->exec();
    const FolderId id{m_database.connection().getLastInsertRowid()};
    for (const FolderPlace &place : known) {
        if (place.online && pathBelow(folder, place.path)) {
            absorb(place, id, folder);
        }
    }
    forget();
    return id;
}

void FolderTable::absorb(const FolderPlace &inner, FolderId outer,
                         const std::filesystem::path &outerPath) {
    auto move = m_database.cached("UPDATE files SET folder_id = ?, path = CAST(CAST(? AS TEXT) || "
                                  "CAST(path AS TEXT) AS BLOB) WHERE folder_id = ?");
    move->bind(1, outer.value);
    bindBytes(*move, 2, pathBelow(outerPath, inner.path).value_or("") + "/");
    move->bind(3, inner.id.value);
    move->exec();
    auto remove = m_database.cached("DELETE FROM folders WHERE id = ?");
    remove->bind(1, inner.id.value);
    remove->exec();
}

std::optional<FilePlace> FolderTable::locate(const std::filesystem::path &file) {
    const auto lookUp = [&](const std::filesystem::path &path) -> std::optional<FilePlace> {
        for (const FolderPlace &place : all()) {
            if (auto below = pathBelow(place.path, path); below && !below->empty()) {
                return FilePlace{place.id, std::move(*below)};
            }
        }
        return std::nullopt;
    };
    const auto absolute = std::filesystem::absolute(file).lexically_normal();
    if (auto place = lookUp(absolute)) {
        return place;
    }
    // Through a link to the folder; a link to the file itself is a file of its own.
    std::error_code ignored;
    const auto parent = std::filesystem::weakly_canonical(absolute.parent_path(), ignored);
    return ignored ? std::nullopt : lookUp(parent / absolute.filename());
}

} // namespace fovea::library
