#include "ui/smooth_scroll.h"

#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace fovea::ui {

namespace {

constexpr int kDurationMs = 140;
constexpr int kFrameMs = 8;

} // namespace

SmoothScroll::SmoothScroll(QObject *parent)
    : QObject(parent) {
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, &SmoothScroll::step);
}

void SmoothScroll::start(qint64 from, qint64 to) {
    m_from = from;
    m_to = to;
    if (Theme::instance().motionMs(kDurationMs) == 0 || from == to) {
        m_timer.stop();
        Q_EMIT moved(to);
        return;
    }
    m_clock.start();
    m_timer.start();
}

void SmoothScroll::stop() {
    m_timer.stop();
}

void SmoothScroll::step() {
    const double share = std::min(double(m_clock.elapsed()) / kDurationMs, 1.0);
    const double eased = 1 - std::pow(1 - share, 3);
    if (share >= 1) {
        m_timer.stop();
    }
    Q_EMIT moved(m_from + std::llround(double(m_to - m_from) * eased));
}

} // namespace fovea::ui
