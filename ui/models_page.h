#pragma once

#include "ui/model_entry.h"
#include "ui/page.h"

#include <QList>

class QVBoxLayout;

namespace fovea::ui {

class ModelRow;

/// Settings: the models on this machine and those that can be had, with what each is good for, its
/// licence and its size; and the keys of the window.
class ModelsPage : public Page {
    Q_OBJECT

public:
    explicit ModelsPage(QWidget *parent = nullptr);

    void setModels(const QList<ModelEntry> &models);

Q_SIGNALS:
    void installRequested(const QString &name);
    void installCancelled(const QString &name);
    void useRequested(const QString &name);
    void removeRequested(const QString &name);
    void addFromFolderRequested();

private:
    void rebuild();
    ModelRow *makeRow(const ModelEntry &model);
    QWidget *makeShortcutTable();

    QList<ModelEntry> m_models;
    QList<ModelRow *> m_rows;
    QVBoxLayout *m_list = nullptr;
};

} // namespace fovea::ui
