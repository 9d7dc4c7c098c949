#pragma once

#include <QLocale>

class QCoreApplication;

namespace fovea::ui {

/// Gives the program the words of `locale`, Qt's own dialogs included; English where there are
/// none. Once, before the first window.
void installLanguage(QCoreApplication &application, const QLocale &locale = QLocale());

} // namespace fovea::ui
