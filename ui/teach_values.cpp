#include "ui/teach_values.h"

#include <algorithm>

namespace fovea::ui {

namespace {

const char *keyOf(TeachMethod method) {
    switch (method) {
    case TeachMethod::Names:
        return "names";
    case TeachMethod::Projection:
        return "projection";
    case TeachMethod::Lora:
        return "lora";
    case TeachMethod::Full:
        return "full";
    }
    Q_UNREACHABLE();
}

} // namespace

QString methodKey(TeachMethod method) {
    return QLatin1String(keyOf(method));
}

std::optional<TeachMethod> methodFromKey(const QString &key) {
    for (const TeachMethod method : kTeachMethods) {
        if (key == QLatin1String(keyOf(method))) {
            return method;
        }
    }
    return std::nullopt;
}

int TeachExample::rightCount() const {
    return int(std::ranges::count(photos, true, &Photo::right));
}

} // namespace fovea::ui
