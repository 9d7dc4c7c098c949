#include "ui/viewer_panel.h"

#include "ui/elided_label.h"
#include "ui/icons.h"
#include "ui/tag_row.h"
#include "ui/theme.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kWidth = 320;
constexpr int kIconSize = 20;
constexpr int kBodyLine = 20;
constexpr int kSmallLine = 16;

QLabel *wrapped(const QString &text, const QFont &font, QPalette::ColorRole role) {
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(font);
    label->setForegroundRole(role);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

ElidedLabel *oneLine(const QString &text, const QFont &font, QPalette::ColorRole role, int height) {
    auto *label = new ElidedLabel;
    label->setFont(font);
    label->setForegroundRole(role);
    label->setText(text);
    label->setMinimumHeight(std::max(height, label->sizeHint().height()));
    return label;
}

QLabel *iconLabel(Icon name, const QString &meaning) {
    auto *label = new QLabel;
    label->setPixmap(
        icon(name, Tint::Dark).pixmap(QSize(kIconSize, kIconSize), qApp->devicePixelRatio()));
    label->setToolTip(meaning);
    label->setAccessibleName(meaning);
    return label;
}

} // namespace

ViewerPanel::ViewerPanel(QWidget *parent)
    : QScrollArea(parent) {
    setFixedWidth(kWidth);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("About this photo"));
}

void ViewerPanel::addRow(QVBoxLayout *column, Icon icon, const QString &name,
                         const QString &circumstance, const QString &meaning) {
    if (name.isEmpty() && circumstance.isEmpty()) {
        return;
    }
    const Theme &theme = Theme::instance();
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(iconLabel(icon, meaning), 0, Qt::AlignTop);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    if (!name.isEmpty()) {
        lines->addWidget(oneLine(name, theme.bodyFont(), QPalette::WindowText, kBodyLine));
    }
    if (!circumstance.isEmpty()) {
        lines->addWidget(
            oneLine(circumstance, theme.smallFont(), QPalette::PlaceholderText, kSmallLine));
    }
    row->addLayout(lines, 1);
    column->addLayout(row);
}

void ViewerPanel::setDetails(const PhotoDetails &d) {
    const Theme &theme = Theme::instance();
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 16, 24);
    column->setSpacing(12);
    if (!d.caption.isEmpty()) {
        auto *head = new QVBoxLayout;
        head->setSpacing(0);
        head->addWidget(wrapped(d.caption, theme.bodyFont(QFont::DemiBold), QPalette::WindowText));
        head->addWidget(wrapped(tr("Caption"), theme.smallFont(), QPalette::PlaceholderText));
        column->addLayout(head);
    }
    addRow(column, Icon::Clock, d.taken, {}, tr("Taken"));
    addRow(column, Icon::Place, d.place, d.coordinates, tr("Place"));
    addRow(column, Icon::Camera, d.camera, d.exposure, tr("Camera"));
    addRow(column, Icon::File, d.fileName, d.fileFacts, tr("File"));
    addRow(column, Icon::Folder, d.folder, {}, tr("Folder"));
    if (!d.keywords.isEmpty()) {
        auto *row = new QHBoxLayout;
        row->setSpacing(12);
        row->addWidget(iconLabel(Icon::Tag, tr("Keywords")), 0, Qt::AlignTop);
        row->addWidget(new TagRow(d.keywords), 1);
        column->addLayout(row);
    }
    column->addStretch(1);
    setWidget(page); // takes the old page away
}

} // namespace fovea::ui
