// CatalogService: what is done with albums.
#include "app/catalog_service.h"

#include <memory>

namespace fovea::app {

namespace {

std::vector<PhotoId> toVector(const QList<PhotoId> &photos) {
    return {photos.begin(), photos.end()};
}

} // namespace

void CatalogService::createAlbum(const QString &name, const QList<PhotoId> &photos,
                                 FolderId folder) {
    const auto made = std::make_shared<AlbumId>();
    change(
        [name, photos, folder, made](library::Library &library) -> Result<void> {
            std::vector<PhotoId> members = toVector(photos);
            if (members.empty() && folder) {
                const auto all = library.catalog().timeline(folder);
                if (!all) {
                    return fail(all.error());
                }
                for (const library::Catalog::PhotoSummary &photo : *all) {
                    members.push_back(photo.id);
                }
            }
            const auto album = library.albums().create(name.toStdString(), members);
            if (!album) {
                return fail(album.error());
            }
            *made = *album;
            return {};
        },
        [this, made] { Q_EMIT albumCreated(*made); });
}

void CatalogService::renameAlbum(AlbumId album, const QString &name) {
    change(
        [album, name](library::Library &library) {
            return library.albums().rename(album, name.toStdString());
        },
        [] {});
}

void CatalogService::removeAlbum(AlbumId album) {
    change(
        [album](library::Library &library) -> Result<void> {
            const auto removed = library.albums().remove(album);
            return removed ? Result<void>() : fail(removed.error());
        },
        [] {});
}

void CatalogService::addToAlbum(AlbumId album, const QList<PhotoId> &photos) {
    const auto added = std::make_shared<QList<PhotoId>>();
    change(
        [album, photos, added](library::Library &library) -> Result<void> {
            const auto fresh = library.albums().addPhotos(album, toVector(photos));
            if (!fresh) {
                return fail(fresh.error());
            }
            *added = QList<PhotoId>(fresh->begin(), fresh->end());
            return {};
        },
        [this, album, added] {
            Q_EMIT photosAdded(album, *added);
            Q_EMIT albumChanged(album);
        });
}

void CatalogService::takeOutOfAlbum(AlbumId album, const QList<PhotoId> &photos) {
    const auto entries = std::make_shared<std::vector<library::AlbumEntry>>();
    change(
        [album, photos, entries](library::Library &library) -> Result<void> {
            auto removed = library.albums().removePhotos(album, toVector(photos));
            if (!removed) {
                return fail(removed.error());
            }
            *entries = std::move(*removed);
            return {};
        },
        [this, album, entries] {
            Q_EMIT photosTakenOut(album, *entries);
            Q_EMIT albumChanged(album);
        });
}

void CatalogService::putBack(AlbumId album, const std::vector<library::AlbumEntry> &entries) {
    change([album, entries](
               library::Library &library) { return library.albums().putBack(album, entries); },
           [this, album] { Q_EMIT albumChanged(album); });
}

} // namespace fovea::app
