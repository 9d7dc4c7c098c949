#include "ui/elided_label.h"
#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/viewer.h"
#include "ui/viewer_canvas.h"
#include "ui/viewer_panel.h"
#include "ui/viewer_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace fovea::ui {

namespace {

constexpr int kBarHeight = 48;
constexpr int kButton = 32;

} // namespace

Viewer::Viewer(QWidget *parent)
    : QWidget(parent) {
    setProperty("dark", true);
    setFocusPolicy(Qt::StrongFocus);
    setAutoFillBackground(true);
    setAccessibleName(tr("Photo"));
    m_canvas = new ViewerCanvas;
    m_strip = new ViewerStrip;
    m_panel = new ViewerPanel;
    buildBar();
    auto *photo = new QVBoxLayout;
    photo->setSpacing(0);
    photo->addWidget(m_bar);
    photo->addWidget(m_canvas, 1);
    photo->addWidget(m_strip);
    auto *whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(photo, 1);
    whole->addWidget(m_panel);
    m_loadingTimer.setSingleShot(true);
    m_neighborTimer.setSingleShot(true);
    connect(&m_loadingTimer, &QTimer::timeout, this, [this] {
        if (m_details.offlineNote.isEmpty()) {
            m_canvas->setNote(tr("Loading the photo…"));
        }
    });
    connect(&m_neighborTimer, &QTimer::timeout, this, &Viewer::showNeighbors);
    connect(m_canvas, &ViewerCanvas::zoomChanged, this, &Viewer::updateBar);
    connect(m_canvas, &ViewerCanvas::fullWanted, this, &Viewer::requestFull);
    connect(m_canvas, &ViewerCanvas::previousClicked, this, [this] { showPhoto(m_index - 1); });
    connect(m_canvas, &ViewerCanvas::nextClicked, this, [this] { showPhoto(m_index + 1); });
    connect(m_canvas, &ViewerCanvas::dragStarted, this,
            [this] { Q_EMIT dragStarted({current()}); });
    connect(m_strip, &ViewerStrip::activated, this, &Viewer::followStrip);
    connect(m_strip, &ViewerStrip::scrolled, this, &Viewer::wantThumbnails);
    connect(m_strip, &ViewerStrip::showAllClicked, this,
            [this] { Q_EMIT findSimilarRequested(current()); });
    connect(&Theme::instance(), &Theme::changed, this, &Viewer::applyTheme);
    applyTheme();
    updateParts();
}

Viewer::~Viewer() = default;

QToolButton *Viewer::addButton(Icon name, const QString &text) {
    auto *button = new QToolButton;
    button->setIcon(icon(name, Tint::Dark));
    button->setIconSize(QSize(20, 20));
    button->setAutoRaise(true);
    button->setFixedSize(kButton, kButton);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    m_barLayout->addWidget(button);
    return button;
}

void Viewer::buildBar() {
    m_bar = new QWidget;
    m_bar->setFixedHeight(kBarHeight);
    m_barLayout = new QHBoxLayout(m_bar);
    m_barLayout->setContentsMargins(8, 0, 8, 0);
    m_barLayout->setSpacing(8);
    connect(addButton(Icon::Back, tr("Back (Esc)")), &QToolButton::clicked, this, &Viewer::goBack);
    m_name = new ElidedLabel;
    m_name->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_count = new QLabel;
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_zoom = new QLabel;
    m_zoom->setForegroundRole(QPalette::PlaceholderText);
    m_barLayout->addWidget(m_name);
    m_barLayout->addWidget(m_count);
    m_barLayout->addStretch(1);
    m_barLayout->addWidget(m_zoom);
    connect(addButton(Icon::FitToWindow, tr("Fit to window (0)")), &QToolButton::clicked, m_canvas,
            &ViewerCanvas::fit);
    connect(addButton(Icon::Similar, tr("Find similar photos")), &QToolButton::clicked, this,
            [this] { Q_EMIT findSimilarRequested(current()); });
    connect(addButton(Icon::ShowInFolder, tr("Show in folder")), &QToolButton::clicked, this,
            [this] { Q_EMIT showInFolderRequested(current()); });
    connect(addButton(Icon::Copy, tr("Copy (Ctrl+C)")), &QToolButton::clicked, this,
            [this] { Q_EMIT copyRequested(current()); });
    m_infoButton = addButton(Icon::Info, tr("About this photo (I)"));
    m_infoButton->setCheckable(true);
    connect(m_infoButton, &QToolButton::toggled, this, &Viewer::setPanelVisible);
}

void Viewer::applyTheme() {
    const ThemeColors colors = Theme::instance().darkColors();
    QPalette dark = toPalette(colors);
    dark.setColor(QPalette::Window, colors.viewer);
    setPalette(dark);
    m_panel->setPalette(toPalette(colors));
}

} // namespace fovea::ui
