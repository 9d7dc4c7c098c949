#pragma once

#include "ui/model_entry.h"
#include "ui/page.h"

#include <QList>

class QVBoxLayout;

namespace fovea::ui {

class AdapterRow;
class ModelRow;

/// Settings: the models on this machine, with what each was taught, and those that can be had, with
/// what each is good for, its licence and its size; and the keys of the window.
class ModelsPage : public Page {
    Q_OBJECT

public:
    explicit ModelsPage(QWidget *parent = nullptr);

    void setModels(const QList<ModelEntry> &models);

Q_SIGNALS:
    void installRequested(const QString &name);
    void installCancelled(const QString &name);
    /// NAME of a model, NAME+ADAPTER or NAME+ADAPTER@STRENGTH.
    void useRequested(const QString &name);
    void removeRequested(const QString &name);
    void adapterRemoveRequested(const QString &adapter);
    void addFromFolderRequested();

private:
    void rebuild();
    ModelRow *makeRow(const ModelEntry &model);
    AdapterRow *makeRow(const QString &model, const AdapterEntry &adapter);
    QWidget *makeShortcutTable();

    QList<ModelEntry> m_models;
    QList<ModelRow *> m_rows;
    QList<AdapterRow *> m_adapterRows; ///< in the order of the models' rows
    QVBoxLayout *m_list = nullptr;
};

} // namespace fovea::ui
