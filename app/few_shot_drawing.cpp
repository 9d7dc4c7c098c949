#include "app/figure_library.h"
#include "app/figure_paint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace fovea::app {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 470;
constexpr double kFont = 13;
constexpr double kTitle = 17;
constexpr Color kZeroShot{0.690, 0.290, 0.106};

std::string percent(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f %%", 100 * share);
    return text.data();
}

/// Photos of a class to the right, on a logarithmic scale, and how many are named right upwards.
class Curve {
public:
    Curve(const FewShotCurve &curve, cairo_t *cairo)
        : m_curve(curve)
        , m_cairo(cairo) {
        double most = curve.zeroShot;
        for (const training::ShotFigures &point : curve.points) {
            most = std::max(most, point.top1 + point.spread);
            m_mostShots = std::max(m_mostShots, static_cast<double>(point.shots));
        }
        m_step = most > 0.5 ? 0.2 : most > 0.2 ? 0.1 : 0.05;
        m_most = std::clamp(m_step * std::ceil(most / m_step), m_step, 1.0);
        m_left = kMargin + text("100 %").size().height + 8 + text("100 %").size().width + 10;
        m_top = kMargin + Text(cairo, "A", kTitle).size().height + 20;
        m_right = kWidth - kMargin - 8;
        m_bottom = kHeight - kMargin - 2 * text("1").size().height - 18;
    }

    void draw() const {
        Text(m_cairo, m_curve.title, kTitle, static_cast<int>(kWidth - 2 * kMargin))
            .draw(kMargin, kMargin, kText);
        drawAxes();
        drawZeroShot();
        drawSpread();
        drawProbe();
        drawOvertaking();
    }

private:
    Text text(const std::string &words) const { return {m_cairo, words, kFont}; }
    double x(double shots) const {
        const double inner = m_right - m_left - 2 * kInset;
        return m_left + kInset +
               (m_mostShots > 1 ? inner * std::log(shots) / std::log(m_mostShots) : inner / 2);
    }
    double y(double share) const {
        return m_bottom - (m_bottom - m_top) * std::clamp(share, 0.0, m_most) / m_most;
    }

    void line(double x1, double y1, double x2, double y2, Color color, double width = 1) const {
        setColor(m_cairo, color);
        cairo_set_line_width(m_cairo, width);
        cairo_move_to(m_cairo, x1, y1);
        cairo_line_to(m_cairo, x2, y2);
        cairo_stroke(m_cairo);
    }

    void drawAxes() const {
        for (int i = 0; i * m_step <= m_most + 1e-9; ++i) {
            const double at = std::round(y(i * m_step)) + 0.5;
            line(m_left, at, m_right, at, kLine);
            const Text label = text(percent(i * m_step));
            label.draw(m_left - 10 - label.size().width, at - label.size().height / 2.0, kFaint);
        }
        double free = 0; // to the right of the last label
        for (const training::ShotFigures &point : m_curve.points) {
            const double at = std::round(x(static_cast<double>(point.shots))) + 0.5;
            line(at, m_bottom, at, m_bottom + 5, kFaint);
            const Text label = text(std::to_string(point.shots));
            const double left = at - label.size().width / 2.0;
            if (left >= free) {
                label.draw(left, m_bottom + 8, kFaint);
                free = left + label.size().width + 6;
            }
        }
        const Text across = text("photos learned from, of each class");
        across.draw((m_left + m_right - across.size().width) / 2,
                    m_bottom + 12 + across.size().height, kFaint);
        const Text up = text("named right");
        up.drawUpwards(kMargin + up.size().height / 2.0,
                       (m_top + m_bottom + up.size().width) / 2, kFaint);
    }

    void drawZeroShot() const {
        constexpr std::array<double, 2> kDashes{6, 5};
        const double at = y(m_curve.zeroShot);
        cairo_set_dash(m_cairo, kDashes.data(), 2, 0);
        line(m_left, at, m_right, at, kZeroShot, 2);
        cairo_set_dash(m_cairo, nullptr, 0, 0);
        const Text label = text("zero-shot " + percent(m_curve.zeroShot));
        // On the side where the probe's curve is not.
        const bool under = m_curve.points.back().top1 >= m_curve.zeroShot &&
                           at + label.size().height + 8 < m_bottom;
        label.draw(m_right - label.size().width, under ? at + 4 : at - label.size().height - 4,
                   kZeroShot);
    }

    void drawSpread() const {
        for (const training::ShotFigures &point : m_curve.points) {
            const double at = x(static_cast<double>(point.shots));
            const double upper = y(point.top1 + point.spread);
            const double lower = y(point.top1 - point.spread);
            line(at, upper, at, lower, kMost, 1);
            line(at - 4, upper, at + 4, upper, kMost, 1);
            line(at - 4, lower, at + 4, lower, kMost, 1);
        }
    }

    void drawProbe() const {
        setColor(m_cairo, kMost);
        cairo_set_line_width(m_cairo, 2);
        cairo_new_path(m_cairo);
        for (const training::ShotFigures &point : m_curve.points) {
            cairo_line_to(m_cairo, x(static_cast<double>(point.shots)), y(point.top1));
        }
        cairo_stroke(m_cairo);
        for (const training::ShotFigures &point : m_curve.points) {
            cairo_arc(m_cairo, x(static_cast<double>(point.shots)), y(point.top1), 4, 0,
                      2 * std::numbers::pi);
            cairo_fill(m_cairo);
        }
        const training::ShotFigures &last = m_curve.points.back();
        const Text label = text("linear probe " + percent(last.top1));
        const bool under = last.top1 < m_curve.zeroShot;
        label.draw(m_right - label.size().width,
                   under ? y(last.top1 - last.spread) + 6
                         : y(last.top1 + last.spread) - label.size().height - 6,
                   kMost);
    }

    void drawOvertaking() const {
        if (!m_curve.overtakes || *m_curve.overtakes <= 1 || *m_curve.overtakes > m_mostShots) {
            return;
        }
        const double at = x(*m_curve.overtakes);
        const double cross = y(m_curve.zeroShot);
        setColor(m_cairo, kText);
        cairo_set_line_width(m_cairo, 2);
        cairo_new_path(m_cairo); // text leaves a point behind
        cairo_arc(m_cairo, at, cross, 8, 0, 2 * std::numbers::pi);
        cairo_stroke(m_cairo);
        std::array<char, 64> words{};
        std::snprintf(words.data(), words.size(), "overtakes zero-shot at %.1f",
                      *m_curve.overtakes);
        const Text label = text(words.data());
        const double left = std::min(at + 14, m_right - label.size().width);
        label.draw(left, std::min(cross + 26, m_bottom - label.size().height - 4), kText);
    }

    static constexpr double kInset = 24; ///< of the first and last point from the edges

    const FewShotCurve &m_curve;
    cairo_t *m_cairo;
    double m_mostShots = 1;
    double m_step = 0.2; ///< between lines
    double m_most = 1;   ///< at the upper edge
    double m_left = 0, m_top = 0, m_right = 0, m_bottom = 0;
};

} // namespace

Result<std::vector<std::byte>> paintFewShot(const FewShotCurve &curve) {
    if (curve.points.empty()) {
        return fail(ErrorCode::Failed, "There is no point of a few-shot curve to draw.");
    }
    const Surface surface(cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, static_cast<int>(kWidth), static_cast<int>(kHeight)));
    const Context cairo(cairo_create(surface.get()));
    cairo_set_source_rgb(cairo.get(), 1, 1, 1);
    cairo_paint(cairo.get());
    Curve(curve, cairo.get()).draw();
    return pngOf(surface.get());
}

} // namespace fovea::app
