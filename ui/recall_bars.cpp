#include "ui/recall_bars.h"

#include "ui/style.h"
#include "ui/style_controls.h"
#include "ui/theme.h"

#include <QLocale>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kHead = 22;
constexpr int kRow = 24;
constexpr int kBarLeft = 52;
constexpr int kFigureRoom = 44;
constexpr int kBar = 8;

QString percent(double share) {
    return QLocale().toString(qRound(100 * share)) + QLocale().percent();
}

} // namespace

RecallBars::RecallBars(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_name(name) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RecallBars::setFigures(double before, double after) {
    m_before = before;
    m_after = after;
    describe();
    update();
}

void RecallBars::setName(const QString &name) {
    m_name = name;
    setAccessibleName(name);
    update();
}

void RecallBars::setBasis(const QString &basis) {
    m_basis = basis;
    describe();
    update();
}

void RecallBars::describe() {
    setAccessibleDescription(
        tr("%1 before, %2 after; %3").arg(percent(m_before), percent(m_after), m_basis));
}

QSize RecallBars::sizeHint() const {
    return {256, kHead + 2 * kRow};
}

void RecallBars::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    const auto mirrored = [this](const QRect &area) {
        return QStyle::visualRect(layoutDirection(), rect(), area);
    };
    const int leading = int(Qt::AlignLeading | Qt::AlignVCenter);
    const int trailing = int(Qt::AlignTrailing | Qt::AlignVCenter);
    QPainter painter(this);
    painter.setFont(Theme::instance().bodyFont(QFont::Medium));
    painter.setPen(colors.text);
    painter.drawText(mirrored({0, 0, width(), kHead}), leading, m_name);
    painter.setFont(Theme::instance().smallFont());
    painter.setPen(colors.text2);
    painter.drawText(mirrored({0, 0, width(), kHead}), trailing, m_basis);
    for (int row = 0; row < 2; ++row) {
        const bool after = row == 1;
        const double share = std::clamp(after ? m_after : m_before, 0., 1.);
        const int top = kHead + row * kRow;
        painter.setFont(Theme::instance().smallFont());
        painter.setPen(colors.text2);
        painter.drawText(mirrored({0, top, kBarLeft, kRow}), leading,
                         after ? tr("After") : tr("Before"));
        const QRect track(kBarLeft, top + (kRow - kBar) / 2, width() - kBarLeft - kFigureRoom,
                          kBar);
        fillRounded(&painter, mirrored(track), kBar / 2., colors.fill);
        QRect done = track;
        done.setWidth(qRound(track.width() * share));
        if (done.width() > 0) {
            fillRounded(&painter, mirrored(done), std::min<double>(kBar, done.width()) / 2,
                        after ? colors.link : colors.control);
        }
        painter.setFont(Theme::instance().bodyFont(after ? QFont::DemiBold : QFont::Normal));
        painter.setPen(after ? colors.text : colors.text2);
        painter.drawText(mirrored({0, top, width(), kRow}), trailing, percent(share));
    }
}

} // namespace fovea::ui
