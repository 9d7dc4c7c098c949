#include "app/model_service.h"

#include "app/model_choice.h"
#include "app/paths.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fovea::app {

namespace {

QString text(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// "fovea-starter+fido@1" -> "fovea-starter"
std::string modelOf(const QString &spaceName) {
    const std::string name = spaceName.section(QLatin1Char('+'), 0, 0).toStdString();
    return name.empty() ? std::string(kStarterModel) : name;
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(fovea::app::ModelService)
};

QString methodText(const StoredAdapter &adapter) {
    if (adapter.method == "names" && !adapter.words.empty()) {
        QStringList words;
        for (const std::string &word : adapter.words) {
            words.append(text(word));
        }
        return Words::tr("New words: %1").arg(words.join(QStringLiteral(", ")));
    }
    if (adapter.method == "projection") {
        return Words::tr("Projections tuned");
    }
    if (adapter.method == "lora") {
        return Words::tr("Tuned inside (LoRA)");
    }
    return adapter.method == "full" ? Words::tr("All of it tuned") : QString();
}

/// Recall@10 of photos that were held out, in a figure of the card; nothing where it has none.
std::optional<double> foundIn(const nlohmann::json &card, const char *when) {
    const nlohmann::json::json_pointer place(std::string("/") + when +
                                             "/held_out/text_to_image/r10");
    if (!card.is_object() || !card.contains(place) || !card.at(place).is_number()) {
        return std::nullopt;
    }
    return card.at(place).get<double>();
}

/// "New words: zorbo · taught on August 3, 2026 · finds 93% instead of 41%", or "as many as before"
QString factsOf(const StoredAdapter &adapter) {
    const auto card = nlohmann::json::parse(adapter.card, nullptr, false);
    QStringList facts{methodText(adapter)};
    const auto taught = card.is_object() ? card.value("made", nlohmann::json()) : nlohmann::json();
    if (taught.is_string()) {
        const QDateTime time =
            QDateTime::fromString(text(taught.get<std::string>()), Qt::ISODate).toLocalTime();
        if (time.isValid()) {
            facts.append(Words::tr("taught on %1")
                             .arg(QLocale().toString(time.date(), QLocale::LongFormat)));
        }
    }
    const auto before = foundIn(card, "before");
    const auto after = foundIn(card, "after");
    if (before && after) {
        const auto percent = [](double share) {
            return QLocale().toString(qRound(100 * share)) + QLocale().percent();
        };
        const QString now = percent(*after);
        const QString was = percent(*before);
        facts.append(now == was ? Words::tr("finds as many of your captions as before, %1").arg(now)
                                : Words::tr("finds %1 instead of %2").arg(now, was));
    }
    facts.removeAll(QString());
    return facts.join(QStringLiteral(" · "));
}

} // namespace

ModelService::ModelService(QObject *parent)
    : ModelService(ModelStore(), NetworkOptions(), parent) {}

ModelService::ModelService(ModelStore store, NetworkOptions network, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store)) {
    auto catalogue = ModelCatalogue::read();
    if (!catalogue) {
        return; // nothing is offered; what is installed works all the same
    }
    m_catalogue = std::move(*catalogue);
    m_installer = std::make_unique<ModelInstaller>(m_store, *m_catalogue, network);
    connect(m_installer.get(), &ModelInstaller::advanced, this, &ModelService::takeProgress);
    connect(m_installer.get(), &ModelInstaller::installed, this, &ModelService::takeInstalled);
    connect(m_installer.get(), &ModelInstaller::failed, this, &ModelService::takeFailure);
}

ModelService::~ModelService() {
    if (m_installer) {
        m_installer->disconnect(this);
    }
}

void ModelService::refresh() {
    readAdapters();
    Q_EMIT changed(entries());
}

void ModelService::setLibrary(const std::filesystem::path &library) {
    m_library = library;
    AdapterStore(library).forgetRemoved(); // the time to undo ended with the last window
}

void ModelService::setInUse(const QString &name, const QHash<QString, double> &strengths) {
    m_inUse = name;
    m_strengths = strengths;
    refresh();
}

/// Whose they are is looked for where they are others: weights are read for that.
void ModelService::readAdapters() {
    if (m_library.empty()) {
        return;
    }
    std::vector<StoredAdapter> adapters = AdapterStore(m_library).list();
    const auto identity = [](const StoredAdapter &adapter) {
        return std::pair(adapter.name, adapter.base);
    };
    const bool same = std::ranges::equal(adapters, m_adapters, {}, identity, identity);
    m_adapters = std::move(adapters);
    if (!same) {
        const std::vector<StoredModel> models = m_store.list();
        m_modelOfAdapter.clear();
        for (const StoredAdapter &adapter : m_adapters) {
            m_modelOfAdapter.push_back(modelOfAdapter(adapter, models));
        }
    }
}

QList<ui::AdapterEntry> ModelService::adaptersOf(const StoredModel &model) const {
    const auto inUse = ModelReference::parse(m_inUse.toStdString());
    QList<ui::AdapterEntry> entries;
    for (std::size_t i = 0; i < m_adapters.size(); ++i) {
        const StoredAdapter &adapter = m_adapters[i];
        if (m_modelOfAdapter[i] != model.name) {
            continue;
        }
        ui::AdapterEntry entry;
        entry.name = text(adapter.name);
        entry.facts = factsOf(adapter);
        entry.problem = QString::fromStdString(adapter.problem);
        entry.on = inUse && sameModelName(inUse->adapter, adapter.name) &&
                   sameModelName(model.name, modelOf(m_inUse));
        entry.strength = entry.on ? inUse->strength : m_strengths.value(entry.name, 1);
        entries.append(entry);
    }
    return entries;
}

void ModelService::install(const QString &name) {
    m_problems.remove(name);
    if (!m_queue.contains(name)) {
        m_queue.append(name);
        if (m_queue.size() == 1) {
            startNext();
        }
    }
    refresh();
}

void ModelService::startNext() {
    m_progress = {};
    while (!m_queue.isEmpty()) {
        const CatalogueModel *model =
            m_catalogue ? m_catalogue->find(m_queue.constFirst().toStdString()) : nullptr;
        if (model != nullptr) {
            m_installer->install(*model);
            return;
        }
        m_queue.removeFirst();
    }
}

void ModelService::cancel(const QString &name) {
    if (!m_queue.isEmpty() && m_queue.constFirst() == name) {
        m_installer->cancel();
        return;
    }
    m_queue.removeAll(name);
    refresh();
}

void ModelService::remove(const QString &name) {
    if (const auto removed = m_store.remove(name.toStdString()); !removed) {
        Q_EMIT failed(QString::fromStdString(removed.error().message));
    }
    refresh();
}

void ModelService::addFolder(const QString &path) {
    if (const auto added = m_store.add(toPath(path)); !added) {
        Q_EMIT failed(QString::fromStdString(added.error().message));
    }
    refresh();
}

void ModelService::takeProgress(const InstallProgress &progress) {
    m_progress = progress;
    refresh();
}

void ModelService::takeInstalled() {
    m_queue.removeFirst();
    startNext();
    refresh();
}

void ModelService::takeFailure(const Error &error) {
    const QString name = m_queue.takeFirst();
    if (error.code != ErrorCode::Stopped) {
        m_problems.insert(name, QString::fromStdString(error.message));
    }
    startNext();
    refresh();
}

QString ModelService::title(const QString &name) const {
    const std::string model = modelOf(name);
    const CatalogueModel *known = m_catalogue ? m_catalogue->find(model) : nullptr;
    const QString title = known != nullptr ? text(known->title) : text(model);
    const auto reference = ModelReference::parse(name.toStdString());
    if (!reference || reference->adapter.empty()) {
        return title;
    }
    return tr("%1 + %2", "a model and what it was taught").arg(title, text(reference->adapter));
}

QString ModelService::goodFor(const QString &name) const {
    const CatalogueModel *known = m_catalogue ? m_catalogue->find(modelOf(name)) : nullptr;
    return known != nullptr ? text(known->goodFor) : QString();
}

QList<ui::ModelEntry> ModelService::entries() const {
    QList<ui::ModelEntry> entries;
    const std::vector<StoredModel> stored = m_store.list();
    for (const StoredModel &model : stored) {
        entries.append(entryOf(model));
    }
    if (m_catalogue) {
        for (const CatalogueModel &model : m_catalogue->models()) {
            const bool isHere =
                std::any_of(stored.begin(), stored.end(), [&model](const StoredModel &other) {
                    return sameModelName(model.name, other.name);
                });
            if (!isHere) {
                entries.append(entryOf(model));
            }
        }
    }
    return entries;
}

ui::ModelEntry ModelService::entryOf(const StoredModel &model) const {
    ui::ModelEntry entry;
    entry.name = text(model.name);
    entry.title = title(entry.name);
    entry.goodFor = goodFor(entry.name);
    entry.sizeBytes = model.weightsBytes;
    entry.problem = QString::fromStdString(model.problem);
    if (const CatalogueModel *known = m_catalogue ? m_catalogue->find(model.name) : nullptr) {
        entry.license = text(known->license);
    }
    const bool inUse = sameModelName(model.name, modelOf(m_inUse));
    entry.state = inUse ? ui::ModelEntry::State::InUse : ui::ModelEntry::State::Installed;
    entry.removable = model.origin != ModelOrigin::BuiltIn && !inUse;
    entry.adapters = adaptersOf(model);
    return entry;
}

ui::ModelEntry ModelService::entryOf(const CatalogueModel &model) const {
    using State = ui::ModelEntry::State;
    ui::ModelEntry entry;
    entry.name = text(model.name);
    entry.title = text(model.title);
    entry.goodFor = text(model.goodFor);
    entry.license = text(model.license);
    entry.sizeBytes = model.downloadBytes;
    if (m_queue.contains(entry.name)) {
        const bool inHand = m_queue.constFirst() == entry.name;
        entry.state = inHand && m_progress.phase == InstallProgress::Phase::Checking
                          ? State::Checking
                          : State::Downloading;
        entry.doneBytes = inHand ? m_progress.doneBytes : 0;
        if (inHand && m_progress.totalBytes > 0) {
            entry.sizeBytes = m_progress.totalBytes;
        }
    } else if (m_problems.contains(entry.name)) {
        entry.state = State::Failed;
        entry.problem = m_problems.value(entry.name);
    }
    return entry;
}

} // namespace fovea::app
