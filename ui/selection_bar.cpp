#include "ui/selection_bar.h"

#include "ui/icons.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace fovea::ui {

namespace {

constexpr int kButtonHeight = 32;

/// Words a little away from the icon before them.
QString spaced(const QString &words) {
    return QChar(QChar::Nbsp) + words;
}

} // namespace

SelectionBar::SelectionBar(QWidget *parent)
    : FloatingBar(parent)
    , m_count(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this)) {
    setAccessibleName(tr("Selected photos"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kShadow + 16, kShadow, kShadow + 8, kShadow);
    layout->setSpacing(4);
    layout->addWidget(m_count);
    layout->addSpacing(8);
    const auto add = [&](Icon name, const QString &words, void (SelectionBar::*signal)()) {
        auto *button = new QPushButton(icon(name), spaced(words), this);
        button->setIconSize({20, 20});
        button->setToolTip(words);
        button->setAccessibleName(words);
        button->setFixedHeight(kButtonHeight);
        button->setFlat(true);
        if (signal != nullptr) {
            connect(button, &QPushButton::clicked, this, signal);
        }
        layout->addWidget(button);
        m_actions.append(button);
        m_words.append(spaced(words));
    };
    add(Icon::Similar, tr("Find similar"), &SelectionBar::findSimilarRequested);
    add(Icon::Album, tr("Add to album"), nullptr);
    QPushButton *album = m_actions.last();
    connect(album, &QPushButton::clicked, this,
            [this, album] { Q_EMIT addToAlbumRequested(album->mapToGlobal(QPoint(0, 0))); });
    add(Icon::ShowInFolder, tr("Show in folder"), &SelectionBar::revealRequested);
    add(Icon::Copy, tr("Copy"), &SelectionBar::copyRequested);
    auto *clear = new QToolButton(this);
    clear->setIcon(icon(Icon::Close));
    clear->setIconSize({20, 20});
    clear->setFixedSize(kButtonHeight, kButtonHeight);
    clear->setAutoRaise(true);
    clear->setToolTip(tr("Clear the selection"));
    clear->setAccessibleName(clear->toolTip());
    connect(clear, &QToolButton::clicked, this, &SelectionBar::clearRequested);
    layout->addWidget(clear);
    setCount(0);
}

void SelectionBar::setCount(int selected) {
    m_count->setText(tr("%Ln photo(s) selected", nullptr, selected));
}

void SelectionBar::setNarrow(bool narrow) {
    for (int i = 0; i < m_actions.size(); ++i) {
        m_actions[i]->setText(narrow ? QString() : m_words[i]);
    }
}

} // namespace fovea::ui
