#include "app/model_installer.h"

#include "app/model_names.h"
#include "app/paths.h"

#include <QFile>
#include <QNetworkProxyFactory>
#include <QStorageInfo>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace fovea::app {

namespace fs = std::filesystem;

namespace {

constexpr qint64 kSpareBytes = 64 << 20; // the disk of a person is never filled to the brim
constexpr const char *kLockName = "lock";
constexpr qint64 kRateWindowMs = 5000;

class SystemProxy : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override {
        return systemProxyForQuery(query);
    }
};

fs::path stagingFolder(const ModelStore &store, const CatalogueModel &model) {
    return store.modelsFolder() / ("." + model.name + ".part");
}

} // namespace

ModelInstaller::ModelInstaller(ModelStore store, ModelCatalogue catalogue, NetworkOptions options,
                               QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_catalogue(std::move(catalogue))
    , m_options(options)
    , m_hub(m_network, options) {
    m_network.setProxyFactory(new SystemProxy); // the manager takes it
}

qint64 ModelInstaller::partBytes(const ModelStore &store, const CatalogueModel &model) {
    qint64 bytes = 0;
    std::error_code error;
    for (fs::directory_iterator it(stagingFolder(store, model), error), end; !error && it != end;
         it.increment(error)) {
        std::error_code ignored;
        const auto size = it->file_size(ignored);
        bytes += ignored ? 0 : static_cast<qint64>(size);
    }
    return bytes;
}

void ModelInstaller::discardPart(const ModelStore &store, const CatalogueModel &model) {
    std::error_code ignored;
    fs::remove_all(stagingFolder(store, model), ignored);
}

void ModelInstaller::install(const CatalogueModel &model) {
    Q_ASSERT(!running());
    m_model = model;
    m_staging = stagingFolder(m_store, model);
    m_revision = model.revision;
    m_items.clear();
    m_next = 0;
    m_totalBytes = 0;
    m_doneBytes = 0;
    m_samples.clear();
    m_clock.start();
    if (const auto ready = prepare(); !ready) {
        // Always after install() has returned, as every other end.
        QMetaObject::invokeMethod(
            this, [this, error = ready.error()] { end(fail(error)); }, Qt::QueuedConnection);
        return;
    }
    Q_EMIT advanced({});
    describeNext();
}

void ModelInstaller::cancel() {
    if (!running()) {
        return;
    }
    if (m_download != nullptr) {
        m_download->cancel(); // its failed() ends all
        return;
    }
    m_hub.cancel();
    end(fail(ErrorCode::Stopped, "Stopped; nothing was installed"));
}

Result<void> ModelInstaller::prepare() {
    for (const StoredModel &stored : m_store.list()) {
        if (sameModelName(stored.name, m_model->name)) {
            return fail(ErrorCode::BadUsage, "\"" + stored.name + "\" is installed already, in " +
                                                 stored.folder.string());
        }
    }
    std::error_code error;
    fs::create_directories(m_staging, error);
    if (error) {
        return fail(ErrorCode::NoPermission, "The folder for models " +
                                                 m_store.modelsFolder().string() +
                                                 " cannot be written: " + error.message());
    }
    m_lock = std::make_unique<QLockFile>(toQString(m_staging / kLockName));
    m_lock->setStaleLockTime(
        0); // a download may take hours; a dead process is noticed all the same
    if (!m_lock->tryLock(0)) {
        m_lock.reset();
        return fail(ErrorCode::Busy,
                    "Another Fovea is installing \"" + m_model->name + "\" right now; wait for it");
    }
    return {};
}

void ModelInstaller::describeNext() {
    const CatalogueFile &file = m_model->files[m_items.size()];
    QList<QUrl> alternatives;
    for (const std::string &from : file.from) {
        alternatives.append(
            QUrl(QString::fromStdString(m_catalogue.url(*m_model, m_revision, from))));
    }
    m_hub.describe(std::move(alternatives),
                   [this](const Result<RemoteFile> &remote) { onDescribed(remote); });
}

void ModelInstaller::onDescribed(const Result<RemoteFile> &remote) {
    if (!remote) {
        end(fail(remote.error()));
        return;
    }
    const std::string &name = m_model->files[m_items.size()].name;
    const bool weights = name.ends_with(".safetensors");
    if (remote->hash.kind == StatedHash::Kind::None ||
        (weights && remote->hash.kind != StatedHash::Kind::Sha256)) {
        end(fail(ErrorCode::Network, remote->url.toString().toStdString() +
                                         " comes without a hash to verify it by, so it is not "
                                         "downloaded; something between here and the hub may "
                                         "take it away. Try from another network"));
        return;
    }
    // Whatever is stored meanwhile under a moving name, all files are of one revision.
    if (remote->commit.size() == 40) {
        m_revision = remote->commit.toStdString();
    }
    m_items.push_back({name, *remote});
    m_totalBytes += remote->sizeBytes;
    if (m_items.size() < m_model->files.size()) {
        describeNext();
        return;
    }
    if (const auto space = checkSpace(); !space) {
        end(fail(space.error()));
        return;
    }
    fetchNext();
}

Result<void> ModelInstaller::checkSpace() const {
    qint64 needed = kSpareBytes;
    for (const Item &item : m_items) {
        std::error_code error;
        const auto there = fs::file_size(m_staging / item.name, error);
        needed += item.remote.sizeBytes;
        needed -= error ? FileDownload::partBytes(item.remote, m_staging / item.name)
                        : static_cast<qint64>(there);
    }
    const qint64 free = QStorageInfo(toQString(m_staging)).bytesAvailable();
    if (free >= needed) {
        return {};
    }
    return fail(ErrorCode::NoSpace,
                "\"" + m_model->name + "\" needs " + sizeText(static_cast<double>(needed)) +
                    " more in " + m_store.modelsFolder().string() + ", where " +
                    sizeText(static_cast<double>(free)) + " are free; make room and try again");
}

void ModelInstaller::fetchNext() {
    if (m_next == m_items.size()) {
        end(finish());
        return;
    }
    const Item &item = m_items[m_next];
    m_download = new FileDownload(m_network, m_options, item.remote, m_staging / item.name, this);
    connect(m_download, &FileDownload::advanced, this, &ModelInstaller::onAdvanced);
    connect(m_download, &FileDownload::succeeded, this, [this] {
        std::exchange(m_download, nullptr)->deleteLater();
        m_doneBytes += m_items[m_next].remote.sizeBytes;
        ++m_next;
        fetchNext();
    });
    connect(m_download, &FileDownload::failed, this, [this](const Error &error) {
        std::exchange(m_download, nullptr)->deleteLater();
        end(fail(error));
    });
    m_download->start();
}

void ModelInstaller::onAdvanced(qint64 fileBytes, bool fetching) {
    InstallProgress progress;
    progress.phase = fetching ? InstallProgress::Phase::Fetching : InstallProgress::Phase::Checking;
    progress.doneBytes = m_doneBytes + fileBytes;
    progress.totalBytes = m_totalBytes;
    if (!fetching || (!m_samples.empty() && progress.doneBytes < m_samples.back().second)) {
        m_samples.clear(); // what is read from the disk, or comes again, says nothing about the net
    }
    const qint64 now = m_clock.elapsed();
    m_samples.emplace_back(now, progress.doneBytes);
    while (now - m_samples.front().first > kRateWindowMs) {
        m_samples.pop_front();
    }
    const auto [since, from] = m_samples.front();
    if (fetching && now > since) {
        progress.bytesPerSecond = 1000.0 * static_cast<double>(progress.doneBytes - from) /
                                  static_cast<double>(now - since);
        if (progress.bytesPerSecond > 0) {
            progress.secondsLeft =
                static_cast<double>(m_totalBytes - progress.doneBytes) / progress.bytesPerSecond;
        }
    }
    Q_EMIT advanced(progress);
}

// Parts of what the hub held before.
void ModelInstaller::removeLeftovers() const {
    std::error_code error;
    std::vector<fs::path> leftovers;
    for (const fs::directory_entry &entry : fs::directory_iterator(m_staging, error)) {
        const std::string name = entry.path().filename().string();
        const bool wanted = std::any_of(m_items.begin(), m_items.end(),
                                        [&name](const Item &item) { return item.name == name; });
        if (!wanted && name != kLockName) {
            leftovers.push_back(entry.path());
        }
    }
    for (const fs::path &leftover : leftovers) {
        fs::remove(leftover, error);
    }
}

Result<StoredModel> ModelInstaller::finish() {
    removeLeftovers();
    const auto bytes = ModelStore::checkFolder(m_staging);
    if (!bytes) {
        // It is what the hub states, so the same again would bring the same.
        discardPart(m_store, *m_model);
        return fail(bytes.error().code,
                    bytes.error().message + ". So \"" + m_model->name + "\" was not installed");
    }
    nlohmann::json origin{{"repository", m_model->repository},
                          {"revision", m_revision},
                          {"license", m_model->license},
                          {"files", nlohmann::json::array()}};
    for (const Item &item : m_items) {
        origin["files"].push_back({{"name", item.name},
                                   {"url", item.remote.url.toString().toStdString()},
                                   {"bytes", item.remote.sizeBytes},
                                   {"hash", item.remote.hash.hex.toStdString()}});
    }
    std::ofstream(m_staging / "fovea_origin.json") << origin.dump(2) << '\n';
    m_lock.reset(); // its file lies in the folder, too
    const fs::path folder = m_store.modelsFolder() / m_model->name;
    std::error_code error;
    fs::rename(m_staging, folder, error);
    if (error) {
        return fail(ErrorCode::NoPermission, "\"" + m_model->name + "\" came whole into " +
                                                 m_staging.string() + " but cannot be renamed to " +
                                                 folder.string() + ": " + error.message());
    }
    return StoredModel{m_model->name, folder, ModelOrigin::Installed, *bytes, {}};
}

void ModelInstaller::end(const Result<StoredModel> &result) {
    m_lock.reset();
    if (m_model && !result && partBytes(m_store, *m_model) == 0) {
        discardPart(m_store, *m_model);
    }
    m_model.reset();
    if (result) {
        Q_EMIT installed(*result);
    } else {
        Q_EMIT failed(result.error());
    }
}

} // namespace fovea::app
