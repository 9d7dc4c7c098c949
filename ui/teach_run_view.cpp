#include "ui/teach_run_view.h"

#include "ui/icons.h"
#include "ui/teach_curves.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kDrawMs = 250;

} // namespace

TeachRunView::TeachRunView(QWidget *parent)
    : QWidget(parent)
    , m_phase(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this))
    , m_figures(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_note(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Warning, QFont::Normal, this))
    , m_bar(new QProgressBar(this))
    , m_pause(new QPushButton(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_curves(new TeachCurvesView(this)) {
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_figures->setElide(Qt::ElideRight);
    m_note->setWordWrap(true);
    m_note->hide();
    for (QPushButton *button : {m_pause, m_cancel}) {
        button->setFixedHeight(32);
        button->setFont(Theme::instance().bodyFont(QFont::Medium));
    }
    auto *words = new QHBoxLayout;
    words->setSpacing(12);
    words->addWidget(m_phase);
    words->addWidget(m_figures, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_pause);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 16);
    column->setSpacing(10);
    column->addLayout(words);
    column->addWidget(m_bar);
    column->addWidget(m_note);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(m_curves);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_progress.hold == TeachProgress::Hold::None) {
            Q_EMIT pauseRequested();
        } else {
            Q_EMIT resumeRequested();
        }
    });
    connect(m_cancel, &QPushButton::clicked, this, &TeachRunView::cancelRequested);
    m_drawn.setSingleShot(true);
    m_drawn.setInterval(kDrawMs);
    connect(&m_drawn, &QTimer::timeout, this, [this] {
        if (m_waiting) {
            setCurves(m_newest);
        }
    });
    setProgress({});
}

QString TeachRunView::phaseText(const TeachProgress &progress) {
    using Phase = TeachProgress::Phase;
    if (progress.stopping) {
        return tr("Finishing the step in hand");
    }
    switch (progress.phase) {
    case Phase::Starting:
        return tr("Getting ready");
    case Phase::Reading:
        return tr("Reading photos and captions");
    case Phase::Encoding:
        return progress.unit == TeachProgress::Unit::Captions ? tr("Reading the captions")
               : progress.unit == TeachProgress::Unit::Both   ? tr("Looking at captions and photos")
                                                              : tr("Looking at the photos");
    case Phase::Training:
        return tr("Learning");
    case Phase::Evaluating:
        return tr("Trying it out");
    case Phase::Refreshing:
        return tr("Renewing what is known of the photos");
    }
    Q_UNREACHABLE();
}

/// "384 of 1,552 captions"
QString TeachRunView::countText(const TeachProgress &progress) {
    const int total = Wording::numerus(progress.total);
    const auto form = [&progress, total] {
        switch (progress.unit) {
        case TeachProgress::Unit::Photos:
            return tr("%1 of %Ln photo(s)", nullptr, total);
        case TeachProgress::Unit::Captions:
            return tr("%1 of %Ln caption(s)", nullptr, total);
        case TeachProgress::Unit::Both:
            return tr("%1 of %Ln caption(s) and photos", nullptr, total);
        case TeachProgress::Unit::Steps:
            return tr("%1 of %Ln step(s)", nullptr, total);
        case TeachProgress::Unit::Strengths:
            return tr("%1 of %Ln strength(s)", nullptr, total);
        }
        Q_UNREACHABLE();
    };
    return form().arg(Wording::number(progress.done));
}

QString TeachRunView::inShort(const TeachProgress &progress) {
    if (progress.hold != TeachProgress::Hold::None) {
        return tr("Learning is paused");
    }
    const QString left = Wording::timeLeft(progress.etaSeconds);
    return left.isEmpty() ? phaseText(progress)
                          : phaseText(progress) + QStringLiteral(" · ") + left;
}

void TeachRunView::setProgress(const TeachProgress &progress) {
    using Hold = TeachProgress::Hold;
    m_progress = progress;
    const bool held = progress.hold != Hold::None;
    m_phase->setText(held ? tr("Paused") : phaseText(progress));
    QStringList figures;
    if (progress.total > 0) {
        figures.append(countText(progress));
    }
    if (const QString left = Wording::timeLeft(progress.etaSeconds);
        !held && !progress.stopping && !left.isEmpty()) {
        figures.append(left);
    }
    m_figures->setText(figures.join(QStringLiteral(" · ")));
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    if (progress.total > 0) {
        m_bar->setValue(int(1000 * progress.done / progress.total));
    }
    m_bar->setAccessibleName(m_phase->text());
    QString note;
    if (progress.hold == Hold::Battery) {
        note = progress.batteryPercent >= 0
                   ? tr("The battery is at %1%, so learning waits for the mains.")
                         .arg(QLocale().toString(progress.batteryPercent))
                   : tr("The battery is low, so learning waits for the mains.");
    } else if (progress.slowed && !held) {
        note = tr("The computer is hot, so learning takes it slower for a while.");
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_pause->setIcon(icon(held ? Icon::Play : Icon::Pause));
    m_pause->setText(progress.hold == Hold::Battery ? tr("Go on all the same")
                     : held                         ? tr("Go on")
                                                    : tr("Pause"));
    m_pause->setEnabled(!progress.stopping);
    m_cancel->setEnabled(!progress.stopping);
}

void TeachRunView::setCurves(const TeachCurves &curves) {
    m_newest = curves;
    m_waiting = m_drawn.isActive();
    if (!m_waiting) {
        m_curves->setCurves(m_newest);
        m_drawn.start();
    }
}

} // namespace fovea::ui
