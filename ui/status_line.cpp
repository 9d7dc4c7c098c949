#include "ui/status_line.h"

#include "ui/icons.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kBarWidth = 128;
constexpr int kNarrow = 700; ///< a line shorter than this has a shorter bar
constexpr int kNarrowBarWidth = 64;
constexpr int kTitleWidth = 160; ///< kept for the title when room is short
constexpr int kBarHeight = 4;
constexpr int kButton = 24;

QToolButton *makeButton(QWidget *parent) {
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIconSize({16, 16});
    button->setFixedSize(kButton, kButton);
    return button;
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_bar(new QProgressBar(this))
    , m_figures(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_pause(makeButton(this))
    , m_stop(makeButton(this))
    , m_teaching(new QToolButton(this))
    , m_model(new QToolButton(this)) {
    setFixedHeight(kHeight);
    m_bar->setFixedSize(kBarWidth, kBarHeight);
    for (TextLabel *label : {m_title, m_figures}) {
        label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    }
    m_bar->setTextVisible(false);
    m_title->setElide(Qt::ElideRight);
    m_figures->setElide(Qt::ElideRight);
    m_stop->setIcon(icon(Icon::Close));
    m_stop->setToolTip(tr("Stop indexing; what is done stays"));
    m_stop->setAccessibleName(tr("Stop indexing"));
    for (QToolButton *button : {m_teaching, m_model}) {
        button->setAutoRaise(true);
        button->setFixedHeight(kButton);
        button->setFont(Theme::instance().smallFont());
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    }
    m_teaching->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_teaching->setIcon(icon(Icon::Teach));
    m_teaching->setIconSize({16, 16});
    m_teaching->setToolTip(tr("Show how far it is"));
    m_teaching->hide();

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 1, 10, 0);
    layout->setSpacing(12);
    layout->addWidget(m_title);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    layout->addSpacing(-4);
    layout->addWidget(m_pause);
    layout->addSpacing(-8);
    layout->addWidget(m_stop);
    layout->addStretch(1);
    layout->addWidget(m_teaching);
    layout->addWidget(m_model);

    connect(m_pause, &QToolButton::clicked, this, [this] {
        if (m_job.phase == JobState::Phase::Paused) {
            Q_EMIT resumeRequested();
        } else {
            Q_EMIT pauseRequested();
        }
    });
    connect(m_stop, &QToolButton::clicked, this, &StatusLine::stopRequested);
    connect(m_teaching, &QToolButton::clicked, this, &StatusLine::teachingClicked);
    connect(m_model, &QToolButton::clicked, this, &StatusLine::modelClicked);
    setJob({});
    setModelState({});
}

QString StatusLine::jobTitle() const {
    const bool named = !m_job.what.isEmpty();
    switch (m_job.phase) {
    case JobState::Phase::Idle:
        return {};
    case JobState::Phase::Starting:
        return named ? tr("Looking through %1").arg(m_job.what) : tr("Looking for new photos");
    case JobState::Phase::Running:
        return named ? tr("Indexing %1").arg(m_job.what) : tr("Indexing");
    case JobState::Phase::Paused:
        return tr("Indexing is paused");
    case JobState::Phase::Stopping:
        return tr("Finishing the photos in hand");
    }
    return {};
}

QString StatusLine::jobFigures() const {
    if (!m_job.active() || m_job.phase == JobState::Phase::Starting) {
        return {};
    }
    QStringList parts;
    if (m_job.total > 0) {
        parts.append(tr("%1 of %2").arg(Wording::number(m_job.done), Wording::number(m_job.total)));
    } else if (m_job.done > 0) {
        parts.append(Wording::photos(m_job.done));
    }
    if (m_job.phase == JobState::Phase::Running) {
        if (m_job.ratePerSecond > 0) {
            const int decimals = m_job.ratePerSecond < 10 ? 1 : 0;
            parts.append(
                tr("%1 photos/s").arg(QLocale().toString(m_job.ratePerSecond, 'f', decimals)));
        }
        if (const QString left = Wording::timeLeft(m_job.remainingSeconds); !left.isEmpty()) {
            parts.append(left);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

void StatusLine::setJob(const JobState &job) {
    m_job = job;
    const bool paused = job.phase == JobState::Phase::Paused;
    m_title->setText(jobTitle());
    m_title->setMinimumWidth(std::min(kTitleWidth, m_title->sizeHint().width()));
    m_figures->setText(jobFigures());
    m_bar->setVisible(job.active());
    m_bar->setAccessibleName(jobTitle());
    // Without a total the bar shows only that something goes on.
    m_bar->setRange(0, job.total > 0 ? 1000 : 0);
    if (job.total > 0) {
        m_bar->setValue(int(1000 * job.done / job.total));
    }
    const bool steerable = job.active() && job.phase != JobState::Phase::Stopping;
    m_pause->setVisible(steerable);
    m_stop->setVisible(steerable);
    m_pause->setIcon(icon(paused ? Icon::Play : Icon::Pause));
    m_pause->setToolTip(paused ? tr("Go on indexing") : tr("Pause indexing"));
    m_pause->setAccessibleName(m_pause->toolTip());
}

void StatusLine::setModelState(const ModelState &state) {
    QString text = state.title;
    switch (state.phase) {
    case ModelState::Phase::Asleep:
    case ModelState::Phase::Ready:
        break;
    case ModelState::Phase::Loading:
        text = tr("%1 is loading").arg(state.title);
        break;
    case ModelState::Phase::Missing:
        text = state.title.isEmpty() ? tr("No model") : tr("%1 is missing").arg(state.title);
        break;
    }
    const bool missing = state.phase == ModelState::Phase::Missing;
    const ThemeColors &colors = Theme::instance().colors();
    QPalette palette = m_model->palette();
    palette.setColor(QPalette::ButtonText, missing ? colors.warning : colors.text2);
    m_model->setPalette(palette);
    m_model->setText(text);
    m_model->setVisible(!text.isEmpty());
    m_model->setAccessibleName(tr("Model: %1").arg(text));
    const QString about = missing ? state.problem : state.goodFor;
    m_model->setToolTip(about.isEmpty() ? tr("Models are in Settings")
                                        : tr("%1 Other models are in Settings.").arg(about));
}

void StatusLine::setTeaching(const QString &text) {
    QPalette palette = m_teaching->palette();
    palette.setColor(QPalette::ButtonText, Theme::instance().colors().text2);
    m_teaching->setPalette(palette);
    m_teaching->setText(QChar(QChar::Nbsp) + text);
    m_teaching->setAccessibleName(text);
    m_teaching->setVisible(!text.isEmpty());
}

void StatusLine::resizeEvent(QResizeEvent *) {
    m_bar->setFixedWidth(width() < kNarrow ? kNarrowBarWidth : kBarWidth);
}

void StatusLine::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.fillRect(rect(), colors.base);
    painter.fillRect(QRect(0, 0, width(), 1), colors.line);
}

} // namespace fovea::ui
