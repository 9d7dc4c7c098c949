// libfovea_figures: pictures of figures, drawn by Cairo and Pango in memory.
#include "app/figure_library.h"

#include <pango/pangocairo.h>

namespace fovea::app {
namespace {

template <auto paint, typename Figure>
Result<std::vector<std::byte>> figure(const Figure &figure) {
    auto png = paint(figure);
    pango_cairo_font_map_set_default(nullptr); // its fonts are not needed again
    return png;
}

} // namespace
} // namespace fovea::app

extern "C" __attribute__((visibility("default"))) const fovea::app::FigureLibrary *foveaFigures() {
    using namespace fovea::app;
    static constexpr FigureLibrary kLibrary{FigureLibrary::kAbi,
                                            figure<paintConfusion, ConfusionMatrix>,
                                            figure<paintFewShot, FewShotCurve>};
    return &kLibrary;
}
