#include "app/catalog_service.h"

#include "app/paths.h"
#include "app/photo_items.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QLocale>

namespace fovea::app {

CatalogService::CatalogService(std::filesystem::path libraryFolder, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(libraryFolder))
    , m_worker(std::make_unique<CatalogReader>(m_folder))
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
    change([this, files](library::Library &) { return m_worker->readAgain(files); },
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
