#include "app/catalog_reader.h"

#include "app/adapter_store.h"
#include "app/adapter_strengths.h"
#include "app/model_choice.h"
#include "app/model_switch.h"
#include "app/paths.h"
#include "app/photo_items.h"

#include <QFileInfo>

#include <map>

namespace fovea::app {

namespace {

/// The folder that was added and holds `file`, the innermost one; none where there is none.
const library::RootFolder *rootOf(const std::vector<library::RootFolder> &roots,
                                  const std::filesystem::path &file) {
    const library::RootFolder *within = nullptr;
    for (const library::RootFolder &root : roots) {
        const auto below = file.lexically_relative(root.path);
        const bool holds = !below.empty() && *below.begin() != "..";
        if (holds &&
            (within == nullptr || root.path.native().size() > within->path.native().size())) {
            within = &root;
        }
    }
    return within;
}

/// Stores failures again without the stamps of their files, so that these count as changed.
Result<void> forgetStamps(library::Catalog &catalog, const QStringList &files) {
    const auto roots = catalog.roots();
    if (!roots) {
        return fail(roots.error());
    }
    const auto failures = catalog.failedFiles();
    if (!failures) {
        return fail(failures.error());
    }
    std::map<FolderId, std::vector<library::IndexedFile>> byRoot;
    for (const library::FailedFile &failure : *failures) {
        const library::RootFolder *root = rootOf(*roots, failure.path);
        if (root != nullptr && files.contains(toQString(failure.path))) {
            library::IndexedFile file;
            file.path = failure.path;
            file.failure = failure.reason;
            byRoot[root->id].push_back(std::move(file));
        }
    }
    for (const auto &[root, batch] : byRoot) {
        if (const auto stored = catalog.commit(root, batch, {}); !stored) {
            return fail(stored.error());
        }
    }
    return {};
}

} // namespace

Result<library::Library *> CatalogReader::library() {
    if (!m_library) {
        auto opened = library::Library::open(m_folder);
        if (!opened) {
            return fail(opened.error());
        }
        m_library = std::move(*opened);
    }
    return m_library.get();
}

Result<library::Catalog *> CatalogReader::catalog() {
    const auto opened = library();
    if (!opened) {
        return fail(opened.error());
    }
    return &(*opened)->catalog();
}

Result<void> CatalogReader::restoreAdapter(const std::string &name) {
    return AdapterStore(m_folder).restore(name);
}

Result<void> CatalogReader::readAgain(const QStringList &files) {
    const auto opened = catalog();
    return opened ? forgetStamps(**opened, files) : fail(opened.error());
}

/// What answers over `active`, as people name it.
std::string CatalogReader::answering(const std::string &wanted,
                                     const clip::EmbeddingSpace &active) {
    if (m_answering.empty() || wanted != m_wanted || active.key != m_activeKey) {
        const auto choice = answeringModel(wanted, active, m_folder);
        m_wanted = wanted;
        m_activeKey = active.key;
        m_answering = choice ? choice->space.name : active.name;
    }
    return m_answering;
}

Result<LibraryOverview> CatalogReader::overview() {
    const auto opened = catalog();
    if (!opened) {
        return fail(opened.error());
    }
    library::Catalog &catalog = **opened;
    LibraryOverview overview;
    const auto roots = catalog.roots();
    if (!roots) {
        return fail(roots.error());
    }
    for (const library::RootFolder &root : *roots) {
        ui::FolderEntry entry;
        entry.id = root.id;
        entry.path = toQString(root.path);
        entry.name = root.path.has_filename() ? toQString(root.path.filename()) : entry.path;
        entry.photoCount = root.photoCount;
        entry.online = root.online;
        overview.folders.append(entry);
    }
    const auto albums = m_library->albums().all();
    if (!albums) {
        return fail(albums.error());
    }
    for (const library::Album &album : *albums) {
        overview.albums.append({album.id, QString::fromStdString(album.name), album.photoCount});
    }
    const auto failures = catalog.failedFiles();
    if (!failures) {
        return fail(failures.error());
    }
    for (const library::FailedFile &failure : *failures) {
        overview.failures.append({toQString(failure.path), QString::fromStdString(failure.reason)});
    }
    const auto space = catalog.activeSpace();
    if (!space) {
        return fail(space.error());
    }
    SpaceId spaceId;
    if (*space) {
        const auto id = catalog.ensureSpace(**space);
        if (!id) {
            return fail(id.error());
        }
        spaceId = *id;
    }
    const auto chosen = catalog.setting(kModelSetting);
    if (!chosen) {
        return fail(chosen.error());
    }
    if (*space) {
        overview.activeModel = QString::fromStdString(answering(chosen->value_or(""), **space));
    }
    overview.chosenModel = QString::fromStdString(chosen->value_or(std::string()));
    const auto strengths = adapterStrengths(catalog);
    if (!strengths) {
        return fail(strengths.error());
    }
    for (const auto &[adapter, strength] : *strengths) {
        overview.strengths.insert(QString::fromStdString(adapter), strength);
    }
    const auto counts = catalog.counts(spaceId);
    if (!counts) {
        return fail(counts.error());
    }
    overview.photos = counts->photos;
    overview.searchable = counts->embedded;
    return overview;
}

Result<bool> CatalogReader::chooseModel(const std::string &name) {
    if (const auto opened = catalog(); !opened) {
        return fail(opened.error());
    }
    const auto choice = app::chooseModel(name, m_folder);
    return choice ? selectModel(*m_library, *choice) : fail(choice.error());
}

Result<std::string> CatalogReader::removeAdapter(const std::string &name) {
    const auto opened = catalog();
    if (!opened) {
        return fail(opened.error());
    }
    const auto setting = (*opened)->setting(kModelSetting);
    if (!setting) {
        return fail(setting.error());
    }
    std::string before = setting->value_or(std::string());
    const auto inUse = ModelReference::parse(before);
    if (!inUse || !sameModelName(inUse->adapter, name)) {
        before.clear();
    } else if (const auto off = chooseModel(inUse->model); !off) {
        return fail(off.error());
    }
    return app::removeAdapter(*m_library, name).map([&before] { return before; });
}

Result<QList<ui::PhotoItem>> CatalogReader::timeline(ui::Place place) {
    const auto opened = catalog();
    if (!opened) {
        return fail(opened.error());
    }
    const auto summaries =
        place.album
            ? m_library->albums().timeline(place.album)
            : (*opened)->timeline(place.folder ? std::optional(place.folder) : std::nullopt);
    if (!summaries) {
        return fail(summaries.error());
    }
    QList<ui::PhotoItem> items;
    items.reserve(static_cast<qsizetype>(summaries->size()));
    for (const library::Catalog::PhotoSummary &summary : *summaries) {
        items.append(toItem(summary));
    }
    return items;
}

Result<ui::PhotoDetails> CatalogReader::details(PhotoId photo) {
    const auto opened = catalog();
    if (!opened) {
        return fail(opened.error());
    }
    const auto record = (*opened)->photo(photo);
    if (!record) {
        return fail(record.error());
    }
    if (!*record) {
        return ui::PhotoDetails(); // forgotten in the meantime
    }
    const auto roots = (*opened)->roots();
    if (!roots) {
        return fail(roots.error());
    }
    const library::RootFolder *root = rootOf(*roots, (*record)->path);
    const QFileInfo info(toQString((*record)->path));
    return toDetails(**record, root != nullptr ? root->path : std::filesystem::path(),
                     info.exists() ? std::optional(info.size()) : std::nullopt);
}

} // namespace fovea::app
