#pragma once

#include "engine/core/progress.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <span>
#include <vector>

namespace fovea::app {

/// A photo with captions, as an example for those without.
struct ExamplePhoto {
    QStringList captions;
    std::span<const float> embedding; ///< [dim], unit
};

/// A caption for each of `bare` ([n, dim], unit): that of an example which is nearly the same
/// photo; else the name, out of `names`, of those examples that it is as close to as they are to
/// each other; else empty. How close that is differs between models, so the examples set the
/// measure. Stopped, the rest stays empty.
std::vector<QString> proposeCaptions(std::span<const ExamplePhoto> examples,
                                     const QStringList &names, std::span<const float> bare,
                                     std::size_t dim, const StopToken *stop = nullptr);

} // namespace fovea::app
