#include "app/figure_library.h"

#include "engine/core/atomic_file.h"
#include "engine/core/shared_module.h"

namespace fovea::app {
namespace {

Result<const FigureLibrary *> openFigures() {
    const SharedModule module{"libfovea_figures.so", "FOVEA_FIGURES_LIBRARY", "that draws figures",
                              "foveaFigures"};
    const auto entry = openModule(module);
    if (!entry) {
        return fail(entry.error());
    }
    const FigureLibrary *library = reinterpret_cast<decltype(&foveaFigures)>(*entry)();
    if (library == nullptr || library->abi != FigureLibrary::kAbi) {
        return fail(foreignModule(module));
    }
    return library;
}

template <typename Figure>
Result<void> draw(Result<std::vector<std::byte>> (*FigureLibrary::*paint)(const Figure &),
                  const Figure &figure, const std::filesystem::path &png) {
    const auto library = openFigures();
    if (!library) {
        return fail(library.error());
    }
    const auto bytes = ((*library)->*paint)(figure);
    return bytes ? writeFileAtomically(png, *bytes) : fail(bytes.error());
}

} // namespace

Result<void> drawConfusion(const ConfusionMatrix &matrix, const std::filesystem::path &png) {
    return draw(&FigureLibrary::confusion, matrix, png);
}

Result<void> drawFewShot(const FewShotCurve &curve, const std::filesystem::path &png) {
    return draw(&FigureLibrary::fewShot, curve, png);
}

} // namespace fovea::app
