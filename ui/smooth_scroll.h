#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace fovea::ui {

/// Moves a scroll offset to where it should be within 140 ms, easing out. A new target while it
/// moves takes over from where it is, so that a turning wheel does not stutter. Jumps with reduced
/// motion.
class SmoothScroll : public QObject {
    Q_OBJECT

public:
    explicit SmoothScroll(QObject *parent = nullptr);

    /// Heads from `from` to `to`.
    void start(qint64 from, qint64 to);
    void stop();
    bool isActive() const { return m_timer.isActive(); }
    /// Where it will end; meaningful while active.
    qint64 target() const { return m_to; }

Q_SIGNALS:
    void moved(qint64 offset);

private:
    void step();

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_from = 0;
    qint64 m_to = 0;
};

} // namespace fovea::ui
