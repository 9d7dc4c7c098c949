#include "app/catalog_service.h"

#include "app/adapter_store.h"
#include "app/model_choice.h"
#include "app/model_switch.h"
#include "app/paths.h"
#include "app/photo_items.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocale>

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

/// Thread: the service's alone.
class CatalogService::Worker {
public:
    explicit Worker(std::filesystem::path folder)
        : m_folder(std::move(folder)) {}

    Result<library::Library *> library() {
        if (!m_library) {
            auto opened = library::Library::open(m_folder);
            if (!opened) {
                return fail(opened.error());
            }
            m_library = std::move(*opened);
        }
        return m_library.get();
    }

    Result<library::Catalog *> catalog() {
        const auto opened = library();
        if (!opened) {
            return fail(opened.error());
        }
        return &(*opened)->catalog();
    }

    Result<LibraryOverview> overview();
    Result<bool> chooseModel(const std::string &name);
    Result<std::string> removeAdapter(const std::string &name);
    Result<void> restoreAdapter(const std::string &name) {
        return AdapterStore(m_folder).restore(name);
    }
    Result<QList<ui::PhotoItem>> timeline(ui::Place place);
    Result<ui::PhotoDetails> details(PhotoId photo);

private:
    std::string answering(const std::string &wanted, const clip::EmbeddingSpace &active);

    const std::filesystem::path m_folder;
    std::unique_ptr<library::Library> m_library;
    // The last answering model: finding it reads a weights file.
    std::string m_wanted;
    std::string m_activeKey;
    std::string m_answering;
};

/// What answers over `active`, as people name it.
std::string CatalogService::Worker::answering(const std::string &wanted,
                                              const clip::EmbeddingSpace &active) {
    if (m_answering.empty() || wanted != m_wanted || active.key != m_activeKey) {
        const auto choice = answeringModel(wanted, active, m_folder);
        m_wanted = wanted;
        m_activeKey = active.key;
        m_answering = choice ? choice->space.name : active.name;
    }
    return m_answering;
}

Result<LibraryOverview> CatalogService::Worker::overview() {
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
    const auto counts = catalog.counts(spaceId);
    if (!counts) {
        return fail(counts.error());
    }
    overview.photos = counts->photos;
    overview.searchable = counts->embedded;
    return overview;
}

Result<bool> CatalogService::Worker::chooseModel(const std::string &name) {
    if (const auto opened = catalog(); !opened) {
        return fail(opened.error());
    }
    const auto choice = app::chooseModel(name, m_folder);
    return choice ? selectModel(*m_library, *choice) : fail(choice.error());
}

Result<std::string> CatalogService::Worker::removeAdapter(const std::string &name) {
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

Result<QList<ui::PhotoItem>> CatalogService::Worker::timeline(ui::Place place) {
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

Result<ui::PhotoDetails> CatalogService::Worker::details(PhotoId photo) {
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

CatalogService::CatalogService(std::filesystem::path libraryFolder, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(libraryFolder))
    , m_worker(std::make_unique<Worker>(m_folder))
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("catalog"))) {}

CatalogService::~CatalogService() {
    ++m_newestTimeline;    // nobody waits for it any more
    m_thread->finishAll(); // a change that a person has made is not lost
}

/// Hands over to the window's thread.
template <typename Action>
void CatalogService::tell(Action action) {
    QMetaObject::invokeMethod(this, std::move(action), Qt::QueuedConnection);
}

/// Runs `change` on the library in the service's thread, then `done` in the window's; a failure is
/// told.
void CatalogService::change(std::function<Result<void>(library::Library &)> change,
                            std::function<void()> done) {
    m_thread->post([this, change = std::move(change), done = std::move(done)] {
        const auto library = m_worker->library();
        const Result<void> changed = library ? change(**library) : fail(library.error());
        tell([this, changed, done] {
            if (changed) {
                done();
            } else {
                Q_EMIT failed(QString::fromStdString(changed.error().message));
            }
        });
    });
    readOverview();
}

void CatalogService::readOverview() {
    m_thread->post([this] {
        const auto overview = m_worker->overview();
        tell([this, overview] {
            if (overview) {
                Q_EMIT overviewRead(*overview);
            } else {
                Q_EMIT failed(QString::fromStdString(overview.error().message));
            }
        });
    });
}

void CatalogService::readTimeline(ui::Place place) {
    const quint64 serial = ++m_newestTimeline;
    m_thread->post([this, place, serial] {
        if (serial != m_newestTimeline) {
            return;
        }
        QElapsedTimer timer;
        timer.start();
        const auto photos = m_worker->timeline(place);
        tell([this, photos, place, serial, elapsed = timer.elapsed()] {
            if (!photos) {
                Q_EMIT failed(QString::fromStdString(photos.error().message));
            } else if (serial == m_newestTimeline) {
                Q_EMIT timelineRead(place, *photos, elapsed);
            }
        });
    });
}

void CatalogService::readDetails(PhotoId photo) {
    m_thread->post([this, photo] {
        const auto details = m_worker->details(photo);
        tell([this, details] {
            if (!details) {
                Q_EMIT failed(QString::fromStdString(details.error().message));
            } else if (details->id) {
                Q_EMIT detailsRead(*details);
            }
        });
    });
}

void CatalogService::addFolders(const QStringList &folders) {
    change(
        [folders](library::Library &library) -> Result<void> {
            for (const QString &folder : folders) {
                if (auto added = library.catalog().addRoot(toPath(folder)); !added) {
                    return fail(added.error());
                }
            }
            return {};
        },
        [this, folders] { Q_EMIT foldersAdded(folders); });
}

void CatalogService::removeFolder(FolderId folder) {
    change([folder](library::Library &library) { return library.catalog().removeRoot(folder); },
           [this, folder] { Q_EMIT folderRemoved(folder); });
}

void CatalogService::readAgain(const QStringList &files) {
    change([files](library::Library &library) { return forgetStamps(library.catalog(), files); },
           [this] { Q_EMIT willReadAgain(); });
}

void CatalogService::chooseModel(const QString &name) {
    m_thread->post([this, name] {
        const auto answers = m_worker->chooseModel(name.toStdString());
        tell([this, answers, name] {
            if (answers) {
                Q_EMIT modelChosen(name, *answers);
            } else {
                Q_EMIT failed(QString::fromStdString(answers.error().message));
            }
        });
    });
    readOverview();
}

void CatalogService::removeAdapter(const QString &name) {
    m_thread->post([this, name] {
        const auto before = m_worker->removeAdapter(name.toStdString());
        tell([this, before, name] {
            if (before) {
                Q_EMIT adapterRemoved(name, QString::fromStdString(*before));
            } else {
                Q_EMIT failed(QString::fromStdString(before.error().message));
            }
        });
    });
    readOverview();
}

void CatalogService::restoreAdapter(const QString &name, const QString &modelBefore) {
    m_thread->post([this, name] {
        const auto restored = m_worker->restoreAdapter(name.toStdString());
        tell([this, restored] {
            if (restored) {
                Q_EMIT adapterRestored();
            } else {
                Q_EMIT failed(QString::fromStdString(restored.error().message));
            }
        });
    });
    if (!modelBefore.isEmpty()) {
        chooseModel(modelBefore);
    }
}

std::vector<library::PhotoRecord> CatalogService::recordsOf(const QList<PhotoId> &photos) {
    if (!m_ownLibrary) {
        auto opened = library::Library::open(m_folder, library::Library::Mode::ReadOnly);
        if (!opened) {
            Q_EMIT failed(QString::fromStdString(opened.error().message));
            return {};
        }
        m_ownLibrary = std::move(*opened);
    }
    const std::vector<PhotoId> ids(photos.begin(), photos.end());
    auto records = m_ownLibrary->catalog().photos(ids);
    if (!records) {
        Q_EMIT failed(QString::fromStdString(records.error().message));
        return {};
    }
    return std::move(*records);
}

QList<QUrl> CatalogService::urlsOf(const QList<PhotoId> &photos) {
    QList<QUrl> urls;
    for (const library::PhotoRecord &record : recordsOf(photos)) {
        if (!record.offline) {
            urls.append(QUrl::fromLocalFile(toQString(record.path)));
        }
    }
    return urls;
}

QString CatalogService::describe(PhotoId photo) {
    const auto records = recordsOf({photo});
    if (records.empty()) {
        return {};
    }
    const library::PhotoRecord &record = records.front();
    const qint64 takenMs = toItem(record).takenLocalMs;
    const QDate date = QDateTime::fromMSecsSinceEpoch(takenMs, Qt::UTC).date();
    return toQString(record.path.filename()) + QStringLiteral(", ") +
           QLocale().toString(date, QLocale::LongFormat);
}

} // namespace fovea::app
