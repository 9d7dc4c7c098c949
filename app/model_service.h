#pragma once

#include "app/adapter_store.h"
#include "app/model_installer.h"
#include "ui/model_entry.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// The page of models: what is on this machine and what the catalogue offers; installs one after
/// the other, and only what a person asked for. Thread: the window's.
class ModelService : public QObject {
    Q_OBJECT

public:
    explicit ModelService(QObject *parent = nullptr);
    ModelService(ModelStore store, NetworkOptions network, QObject *parent = nullptr);
    ~ModelService() override;

    /// changed() follows at once.
    void refresh();
    /// Where adapters are looked for. Those that were removed before are gone for good now.
    void setLibrary(const std::filesystem::path &library);
    /// NAME[+ADAPTER[@STRENGTH]]; empty: the built-in one. `strengths`: of adapters by name, as
    /// they last were on.
    void setInUse(const QString &name, const QHash<QString, double> &strengths);

    void install(const QString &name);
    void cancel(const QString &name);
    void remove(const QString &name);
    void addFolder(const QString &path);

    /// As people call it, with its adapter, for the name of a model or of a space. Empty: of the
    /// built-in one.
    QString title(const QString &name) const;
    QString goodFor(const QString &name) const;

Q_SIGNALS:
    void changed(const QList<fovea::ui::ModelEntry> &models);
    /// A sentence for a person.
    void failed(const QString &sentence);

private:
    void startNext();
    void takeProgress(const InstallProgress &progress);
    void takeInstalled();
    void takeFailure(const Error &error);
    QList<ui::ModelEntry> entries() const;
    ui::ModelEntry entryOf(const StoredModel &model) const;
    ui::ModelEntry entryOf(const CatalogueModel &model) const;
    QList<ui::AdapterEntry> adaptersOf(const StoredModel &model) const;
    void readAdapters();

    ModelStore m_store;
    std::optional<ModelCatalogue> m_catalogue;
    std::unique_ptr<ModelInstaller> m_installer; ///< null where the catalogue cannot be read
    QString m_inUse;
    QHash<QString, double> m_strengths;
    std::filesystem::path m_library;
    std::vector<StoredAdapter> m_adapters;
    std::vector<std::string> m_modelOfAdapter;
    QStringList m_queue; ///< the first one is being installed
    InstallProgress m_progress;
    QHash<QString, QString> m_problems; ///< of installations that failed, by name
};

} // namespace fovea::app
