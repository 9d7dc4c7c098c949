#include "ui/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace fovea::ui {

namespace {

void install(QCoreApplication &application, const QLocale &locale, const QString &name,
             const QString &folder) {
    auto *translator = new QTranslator(&application);
    if (translator->load(locale, name, QStringLiteral("_"), folder)) {
        application.installTranslator(translator);
    } else {
        delete translator;
    }
}

} // namespace

void installLanguage(QCoreApplication &application, const QLocale &locale) {
    const QString ours = QStringLiteral(":/fovea/translations");
    // English needs its file for the plural forms; other languages fall back to it.
    install(application, QLocale(QLocale::English), QStringLiteral("fovea"), ours);
    if (locale.language() != QLocale::English && locale.language() != QLocale::C) {
        install(application, locale, QStringLiteral("qtbase"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        install(application, locale, QStringLiteral("fovea"), ours);
    }
}

} // namespace fovea::ui
