#include "app/albums_command.h"

#include "app/commands.h"
#include "app/json_output.h"
#include "app/library_lookup.h"
#include "app/search_command.h"

#include <cstdio>

namespace fovea::app {
namespace {

nlohmann::json albumJson(const library::Album &album) {
    return {{"id", album.id.value},
            {"name", album.name},
            {"photos", album.photoCount},
            {"created", timeText(album.createdMs)}};
}

Result<int> list(library::Library &library, bool json) {
    const auto albums = library.albums().all();
    if (!albums) {
        return fail(albums.error());
    }
    if (json) {
        nlohmann::json all = nlohmann::json::array();
        for (const library::Album &album : *albums) {
            all.push_back(albumJson(album));
        }
        printJson({{"albums", all}});
        return ExitDone;
    }
    for (const library::Album &album : *albums) {
        std::printf("%6lld  %s\n", static_cast<long long>(album.photoCount), album.name.c_str());
    }
    if (albums->empty()) {
        std::fprintf(stderr, "There are no albums yet. Make one: fovea albums create \"Fido\" "
                             "~/Pictures/fido\n");
    }
    return ExitDone;
}

Result<int> show(library::Library &library, const library::Album &album, bool json) {
    const auto ids = library.albums().photos(album.id);
    if (!ids) {
        return fail(ids.error());
    }
    const auto photos = library.catalog().photos(*ids);
    const auto captions = library.captions().get(*ids);
    if (!photos || !captions) {
        return fail(!photos ? photos.error() : captions.error());
    }
    nlohmann::json all = nlohmann::json::array();
    auto written = captions->begin();
    for (const library::PhotoRecord &photo : *photos) {
        while (written->photo != photo.id) { // forgotten since the album was read
            ++written;
        }
        if (json) {
            all.push_back({{"photo", photo.id.value},
                           {"path", photo.path.string()},
                           {"taken", takenToJson(photo.metadata)},
                           {"captions", toJson(written->captions)}});
        } else {
            std::printf("%s\n", photo.path.c_str());
        }
    }
    if (json) {
        nlohmann::json answer = albumJson(album);
        answer["photos"] = all;
        printJson(answer);
    }
    return ExitDone;
}

/// What a command that changed an album answers: the album as it is now.
Result<int> tell(library::Library &library, library::Album album, const char *what,
                 std::size_t changed, bool json) {
    auto now = library.albums().find(album.id);
    if (!now) {
        return fail(now.error());
    }
    album = now->value_or(album); // a deleted one as it was
    if (json) {
        printJson({{"album", albumJson(album)}, {"changed", changed}});
    } else {
        std::printf("%s: %s, %zu %s\n", album.name.c_str(), what, changed,
                    changed == 1 ? "photo" : "photos");
    }
    return ExitDone;
}

Result<std::vector<PhotoId>> photosOf(const CommonOptions &common, library::Library &library,
                                      const AlbumsCommand &command) {
    auto photos = findPhotos(library.catalog(), command.photos);
    if (photos && !command.query.empty()) {
        const auto found = searchPhotos(common, command.query, command.limit);
        if (!found) {
            return fail(found.error());
        }
        photos->insert(photos->end(), found->begin(), found->end());
    }
    return photos;
}

Result<int> create(const CommonOptions &common, library::Library &library,
                   const AlbumsCommand &command) {
    const auto photos = photosOf(common, library, command);
    if (!photos) {
        return fail(photos.error());
    }
    const auto id = library.albums().create(command.name, *photos);
    if (!id) {
        return fail(id.error());
    }
    library::Album album;
    album.id = *id;
    const auto made = library.albums().find(*id);
    const auto count = made && *made ? (*made)->photoCount : 0;
    return tell(library, album, "made", static_cast<std::size_t>(count), command.json);
}

} // namespace

Result<int> runAlbums(const CommonOptions &common, const AlbumsCommand &command) {
    using Action = AlbumsCommand::Action;
    const auto opened = openLibrary(common);
    if (!opened) {
        return fail(opened.error());
    }
    library::Library &library = **opened;
    if (command.action == Action::List) {
        return list(library, command.json);
    }
    if (command.action == Action::Create) {
        return create(common, library, command);
    }
    const auto album = findAlbum(library, command.name);
    if (!album) {
        return fail(album.error());
    }
    if (command.action == Action::Show) {
        return show(library, *album, command.json);
    }
    if (command.action == Action::Rename) {
        if (auto renamed = library.albums().rename(album->id, command.newName); !renamed) {
            return fail(renamed.error());
        }
        return tell(library, *album, "renamed", static_cast<std::size_t>(album->photoCount),
                    command.json);
    }
    if (command.action == Action::Delete) {
        const auto deleted = library.albums().remove(album->id);
        if (!deleted) {
            return fail(deleted.error());
        }
        return tell(library, *album, "deleted; the library keeps its photos,",
                    deleted->entries.size(), command.json);
    }
    const auto photos = photosOf(common, library, command);
    if (!photos) {
        return fail(photos.error());
    }
    if (command.action == Action::Add) {
        const auto added = library.albums().addPhotos(album->id, *photos);
        return added ? tell(library, *album, "added", added->size(), command.json)
                     : fail(added.error());
    }
    const auto removed = library.albums().removePhotos(album->id, *photos);
    return removed ? tell(library, *album, "removed", removed->size(), command.json)
                   : fail(removed.error());
}

} // namespace fovea::app
