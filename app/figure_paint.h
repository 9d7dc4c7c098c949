#pragma once

// What the figures are painted with. Only for the sources of libfovea_figures.

#include "engine/core/error.h"

#include <pango/pangocairo.h>

#include <cstddef>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

namespace fovea::app {

struct Color {
    double red, green, blue;
};
inline constexpr Color kText{0.106, 0.106, 0.106};
inline constexpr Color kFaint{0.369, 0.369, 0.369};
inline constexpr Color kLine{0.878, 0.878, 0.878};
inline constexpr Color kMost{0.165, 0.400, 0.851}; // the accent
inline constexpr double kMargin = 16;

template <typename T, auto Release>
struct Releaser {
    void operator()(T *object) const { Release(object); }
};
using Surface = std::unique_ptr<cairo_surface_t, Releaser<cairo_surface_t, cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Releaser<cairo_t, cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Releaser<void, g_object_unref>>;

inline void setColor(cairo_t *cairo, Color color) {
    cairo_set_source_rgb(cairo, color.red, color.green, color.blue);
}

struct TextSize {
    int width = 0;
    int height = 0;
};

/// One line of text in any script, cut with an ellipsis where it is wider than `widest`.
class Text {
public:
    Text(cairo_t *cairo, const std::string &text, double pixels, int widest = 0)
        : m_cairo(cairo)
        , m_layout(pango_cairo_create_layout(cairo)) {
        PangoFontDescription *font = pango_font_description_from_string("sans-serif");
        pango_font_description_set_absolute_size(font, pixels * PANGO_SCALE);
        pango_layout_set_font_description(m_layout.get(), font);
        pango_font_description_free(font);
        pango_layout_set_single_paragraph_mode(m_layout.get(), TRUE);
        char *valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
        pango_layout_set_text(m_layout.get(), valid, -1);
        g_free(valid);
        if (widest > 0 && size().width > widest) {
            pango_layout_set_ellipsize(m_layout.get(), PANGO_ELLIPSIZE_END);
            pango_layout_set_width(m_layout.get(), widest * PANGO_SCALE);
        }
    }

    TextSize size() const {
        TextSize size;
        pango_layout_get_pixel_size(m_layout.get(), &size.width, &size.height);
        return size;
    }

    /// `x`, `y`: the upper left corner.
    void draw(double x, double y, Color color) const {
        setColor(m_cairo, color);
        cairo_move_to(m_cairo, x, y);
        pango_cairo_show_layout(m_cairo, m_layout.get());
    }

    /// Upwards from (x, y), around the line through x.
    void drawUpwards(double x, double y, Color color) const {
        cairo_save(m_cairo);
        cairo_translate(m_cairo, x, y);
        cairo_rotate(m_cairo, -std::numbers::pi / 2);
        draw(0, -size().height / 2.0, color);
        cairo_restore(m_cairo);
    }

private:
    cairo_t *m_cairo;
    Layout m_layout;
};

/// The picture as a PNG.
inline Result<std::vector<std::byte>> pngOf(cairo_surface_t *surface) {
    std::vector<std::byte> png;
    const auto status = cairo_surface_write_to_png_stream(
        surface,
        [](void *closure, const unsigned char *data, unsigned length) {
            const auto *bytes = reinterpret_cast<const std::byte *>(data);
            auto &all = *static_cast<std::vector<std::byte> *>(closure);
            all.insert(all.end(), bytes, bytes + length);
            return CAIRO_STATUS_SUCCESS;
        },
        &png);
    if (status != CAIRO_STATUS_SUCCESS) {
        return fail(ErrorCode::Failed, std::string("The figure cannot be drawn: ") +
                                           cairo_status_to_string(status) + ".");
    }
    return png;
}

} // namespace fovea::app
