#include "app/figure_library.h"
#include "app/figure_paint.h"

#include <algorithm>

namespace fovea::app {
namespace {

constexpr int kWidestLabel = 260;

/// Where everything stands.
struct Plan {
    double cell = 0;
    double font = 0;
    double left = 0; ///< of the matrix
    double top = 0;
    double width = 0; ///< of the picture
    double height = 0;
};

class Drawing {
public:
    explicit Drawing(const ConfusionMatrix &matrix)
        : m_matrix(matrix) {
        for (std::size_t row = 0; row < matrix.labels.size(); ++row) {
            m_hasOthers = m_hasOthers || matrix.at(row, matrix.labels.size()) > 0;
        }
    }

    Result<std::vector<std::byte>> run() {
        const Surface measure(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1));
        const Context measuring(cairo_create(measure.get()));
        plan(measuring.get());
        const Surface surface(cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, static_cast<int>(m_plan.width), static_cast<int>(m_plan.height)));
        const Context cairo(cairo_create(surface.get()));
        cairo_set_source_rgb(cairo.get(), 1, 1, 1);
        cairo_paint(cairo.get());
        drawTitles(cairo.get());
        for (std::size_t row = 0; row < rows(); ++row) {
            drawRow(cairo.get(), row);
        }
        drawGrid(cairo.get());
        return pngOf(surface.get());
    }

private:
    std::size_t rows() const { return m_matrix.labels.size(); }
    std::size_t columns() const { return rows() + (m_hasOthers ? 1 : 0); }
    std::string columnLabel(std::size_t column) const {
        return column < rows() ? m_matrix.labels[column] : "other labels";
    }

    void plan(cairo_t *cairo) {
        m_plan.cell = rows() <= 40 ? 34 : rows() <= 100 ? 22 : 15;
        m_plan.font = rows() <= 40 ? 14 : rows() <= 100 ? 13 : 11;
        int widest = 0;
        for (std::size_t column = 0; column < columns(); ++column) {
            widest = std::max(widest, label(cairo, columnLabel(column)).size().width);
        }
        const double title = Text(cairo, m_matrix.title, kTitle).size().height;
        const double axis = Text(cairo, kGiven, m_plan.font).size().height;
        m_plan.left = kMargin + axis + 8 + widest + 8;
        m_plan.top = kMargin + title + 8 + axis + 8 + widest + 8;
        m_plan.width = std::max(m_plan.left + m_plan.cell * static_cast<double>(columns()),
                                static_cast<double>(
                                    kMargin + Text(cairo, m_matrix.title, kTitle).size().width)) +
                       kMargin;
        m_plan.height = m_plan.top + m_plan.cell * static_cast<double>(rows()) + kMargin;
    }

    Text label(cairo_t *cairo, const std::string &text) const {
        return {cairo, text, m_plan.font, kWidestLabel};
    }

    void drawTitles(cairo_t *cairo) const {
        Text(cairo, m_matrix.title, kTitle).draw(kMargin, kMargin, kText);
        const Text given(cairo, kGiven, m_plan.font);
        given.draw(m_plan.left, kMargin + Text(cairo, m_matrix.title, kTitle).size().height + 8,
                   kFaint);
        const Text folder(cairo, kTruth, m_plan.font);
        folder.drawUpwards(kMargin + folder.size().height / 2.0,
                           std::min(m_plan.top + folder.size().width, m_plan.height - kMargin),
                           kFaint);
        for (std::size_t column = 0; column < columns(); ++column) {
            label(cairo, columnLabel(column))
                .drawUpwards(m_plan.left + m_plan.cell * (static_cast<double>(column) + 0.5),
                             m_plan.top - 8, column < rows() ? kText : kFaint);
        }
    }

    void drawRow(cairo_t *cairo, std::size_t row) const {
        const double y = m_plan.top + m_plan.cell * static_cast<double>(row);
        const Text name = label(cairo, m_matrix.labels[row]);
        name.draw(m_plan.left - 8 - name.size().width, y + (m_plan.cell - name.size().height) / 2,
                  kText);
        std::int64_t photos = 0;
        for (std::size_t column = 0; column <= rows(); ++column) {
            photos += m_matrix.at(row, column);
        }
        for (std::size_t column = 0; column < columns(); ++column) {
            const std::int64_t count = m_matrix.at(row, column);
            if (count == 0) {
                continue;
            }
            const double share = static_cast<double>(count) / static_cast<double>(photos);
            const double x = m_plan.left + m_plan.cell * static_cast<double>(column);
            // A single photo among many still shows.
            const double strength = 0.12 + 0.88 * share;
            setColor(cairo, {1 - strength * (1 - kMost.red), 1 - strength * (1 - kMost.green),
                             1 - strength * (1 - kMost.blue)});
            cairo_rectangle(cairo, x, y, m_plan.cell, m_plan.cell);
            cairo_fill(cairo);
            const Text number(cairo, std::to_string(count), m_plan.font - 2);
            if (number.size().width <= m_plan.cell - 2) {
                number.draw(x + (m_plan.cell - number.size().width) / 2,
                            y + (m_plan.cell - number.size().height) / 2,
                            share > 0.5 ? Color{1, 1, 1} : kText);
            }
        }
    }

    void drawGrid(cairo_t *cairo) const {
        const double right = m_plan.left + m_plan.cell * static_cast<double>(columns());
        const double bottom = m_plan.top + m_plan.cell * static_cast<double>(rows());
        cairo_set_line_width(cairo, 1);
        setColor(cairo, kLine);
        for (std::size_t i = 0; i <= columns(); ++i) {
            const double x = m_plan.left + m_plan.cell * static_cast<double>(i);
            cairo_move_to(cairo, x, m_plan.top);
            cairo_line_to(cairo, x, bottom);
        }
        for (std::size_t i = 0; i <= rows(); ++i) {
            const double y = m_plan.top + m_plan.cell * static_cast<double>(i);
            cairo_move_to(cairo, m_plan.left, y);
            cairo_line_to(cairo, right, y);
        }
        cairo_stroke(cairo);
        setColor(cairo, kFaint); // what is right
        for (std::size_t i = 0; i < rows(); ++i) {
            const double offset = m_plan.cell * static_cast<double>(i);
            cairo_rectangle(cairo, m_plan.left + offset + 0.5, m_plan.top + offset + 0.5,
                            m_plan.cell - 1, m_plan.cell - 1);
        }
        cairo_stroke(cairo);
    }

    static constexpr double kTitle = 17;
    static constexpr const char *kGiven = "label given";
    static constexpr const char *kTruth = "folder";

    const ConfusionMatrix &m_matrix;
    bool m_hasOthers = false;
    Plan m_plan;
};

} // namespace

Result<std::vector<std::byte>> paintConfusion(const ConfusionMatrix &matrix) {
    return Drawing(matrix).run();
}

} // namespace fovea::app
