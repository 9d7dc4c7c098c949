#include "ui/models_page.h"

#include "ui/adapter_row.h"
#include "ui/icons.h"
#include "ui/model_row.h"
#include "ui/shortcuts.h"
#include "ui/small_widgets.h"
#include "ui/text_label.h"
#include "ui/theme.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fovea::ui {

namespace {

bool onThisMachine(const ModelEntry &model) {
    return model.state == ModelEntry::State::Installed || model.state == ModelEntry::State::InUse;
}

} // namespace

ModelsPage::ModelsPage(QWidget *parent)
    : Page(tr("Settings"), parent)
    , m_list(new QVBoxLayout) {
    setSentence(
        tr("A model decides how well words and photos find each other. A larger one finds more and "
           "takes longer for each photo; nothing is downloaded unless you ask for it."));
    m_list->setSpacing(0);
    body()->addLayout(m_list);

    auto *add = new QPushButton(tr("Add a model from a folder…"), inner());
    add->setFont(Theme::instance().bodyFont(QFont::Medium));
    add->setToolTip(tr("An OpenCLIP or Hugging Face CLIP model with its weights as safetensors"));
    body()->addSpacing(16);
    body()->addWidget(add, 0, Qt::AlignLeading);
    body()->addSpacing(24);
    connect(add, &QPushButton::clicked, this, &ModelsPage::addFromFolderRequested);

    body()->addWidget(makeSectionHead(tr("Keys"), {}, inner()));
    body()->addWidget(makeShortcutTable());
}

QWidget *ModelsPage::makeShortcutTable() {
    auto *table = new QWidget(inner());
    auto *grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    const auto add = [&](const QString &keys, const QString &what) {
        const int row = grid->rowCount();
        auto *left =
            new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, table);
        left->setText(keys);
        auto *right =
            new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, table);
        right->setText(what);
        right->setElide(Qt::ElideRight);
        grid->addWidget(left, row, 0);
        grid->addWidget(right, row, 1);
    };
    for (const Shortcut &shortcut : Shortcuts::all()) {
        QStringList keys;
        for (const QKeySequence &key : shortcut.keys) {
            keys.append(key.toString(QKeySequence::NativeText));
        }
        add(keys.join(QStringLiteral(", ")), shortcut.description);
    }
    for (const auto &[keys, what] : Shortcuts::ofViews()) {
        add(keys, what);
    }
    return table;
}

ModelRow *ModelsPage::makeRow(const ModelEntry &model) {
    auto *row = new ModelRow(model, inner());
    connect(row, &ModelRow::installRequested, this, &ModelsPage::installRequested);
    connect(row, &ModelRow::installCancelled, this, &ModelsPage::installCancelled);
    connect(row, &ModelRow::useRequested, this, &ModelsPage::useRequested);
    connect(row, &ModelRow::removeRequested, this, &ModelsPage::removeRequested);
    return row;
}

AdapterRow *ModelsPage::makeRow(const QString &model, const AdapterEntry &adapter) {
    auto *row = new AdapterRow(adapter, inner());
    const auto use = [this, reference = model + QLatin1Char('+') + adapter.name](double strength) {
        Q_EMIT useRequested(strength < 1 ? reference + QLatin1Char('@') + QString::number(strength)
                                         : reference);
    };
    connect(row, &AdapterRow::strengthChosen, this, use);
    connect(row, &AdapterRow::switchedOn, this, use);
    connect(row, &AdapterRow::switchedOff, this, [this, model] { Q_EMIT useRequested(model); });
    connect(row, &AdapterRow::removeRequested, this,
            [this, name = adapter.name] { Q_EMIT adapterRemoveRequested(name); });
    return row;
}

void ModelsPage::setModels(const QList<ModelEntry> &models) {
    // Rows stay while their order and place do, so that a button keeps the focus as a download goes
    // on.
    const auto place = [](const ModelEntry &model) {
        QStringList names{model.name};
        for (const AdapterEntry &adapter : model.adapters) {
            names.append(adapter.name);
        }
        return std::pair(names, onThisMachine(model));
    };
    const bool sameRows = std::ranges::equal(models, m_models, {}, place, place);
    m_models = models;
    if (!sameRows) {
        rebuild();
        return;
    }
    QList<ModelEntry> ordered = models; // as rebuild() lays them out
    std::ranges::stable_partition(ordered, onThisMachine);
    auto adapterRow = m_adapterRows.cbegin();
    for (int i = 0; i < ordered.size(); ++i) {
        m_rows[i]->setModel(ordered[i]);
        for (const AdapterEntry &adapter : std::as_const(ordered[i].adapters)) {
            (*adapterRow++)->setAdapter(adapter);
        }
    }
}

void ModelsPage::rebuild() {
    emptyLayout(m_list);
    m_rows.clear();
    m_adapterRows.clear();
    const auto addGroup = [this](const QString &name, const QString &circumstance, bool here) {
        bool first = true;
        for (const ModelEntry &model : std::as_const(m_models)) {
            if (onThisMachine(model) != here) {
                continue;
            }
            if (first) {
                m_list->addWidget(makeSectionHead(name, circumstance, inner()));
                first = false;
            }
            m_list->addWidget(new Hairline(inner()));
            m_rows.append(makeRow(model));
            m_list->addWidget(m_rows.last());
            for (const AdapterEntry &adapter : model.adapters) {
                m_adapterRows.append(makeRow(model.name, adapter));
                m_list->addWidget(m_adapterRows.last());
            }
        }
        if (!first) {
            m_list->addWidget(new Hairline(inner()));
            m_list->addSpacing(16);
        }
    };
    addGroup(tr("Models on this computer"), {}, true);
    addGroup(tr("Models to install"), tr("downloaded once, then used without the net"), false);
}

} // namespace fovea::ui
