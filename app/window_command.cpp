#include "app/window_command.h"

#include "app/desk.h"
#include "app/paths.h"
#include "app/single_instance.h"
#include "ui/language.h"
#include "ui/theme.h"

#include <QApplication>
#include <QMessageBox>

namespace fovea::app {

namespace {

/// Qt would end the program with a message of its own.
bool hasDisplay() {
#ifdef Q_OS_LINUX
    return !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

QStringList toStrings(const std::vector<std::filesystem::path> &paths) {
    QStringList strings;
    for (const std::filesystem::path &path : paths) {
        strings.append(toQString(path));
    }
    return strings;
}

/// Whoever starts the program from the desktop sees no terminal.
tl::unexpected<Error> failVisibly(const Error &error) {
    if (QGuiApplication::platformName() != QLatin1String("offscreen")) {
        QMessageBox box(QMessageBox::Critical, QApplication::applicationDisplayName(),
                        QString::fromStdString(error.message), QMessageBox::Close);
        box.exec();
    }
    return fail(error);
}

} // namespace

Result<int> runWindow(int &argc, char **argv, const WindowCommand &command) {
    if (!hasDisplay()) {
        return fail(ErrorCode::Failed,
                    "There is no display for the window. `fovea index` and `fovea search` "
                    "work without one; see fovea --help.");
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("fovea"));
    QApplication::setApplicationDisplayName(QStringLiteral("Fovea"));
    QApplication::setApplicationVersion(QStringLiteral(FOVEA_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("fovea"));
    ui::installLanguage(application);

    ui::Theme::instance().install(application);

    // Made or brought up to date here, before the services open it in their threads.
    if (const auto library = library::Library::open(command.library); !library) {
        return failVisibly(library.error());
    }
    SingleInstance instance(command.library);
    if (!instance.claim()) {
        if (instance.handOver(toStrings(command.folders))) {
            return 0;
        }
        return failVisibly(
            {ErrorCode::Busy, "Another window has the library " + command.library.string() +
                                  " open and does not answer. Close it, then try again."});
    }

    DeskOptions options;
    options.libraryFolder = command.library;
    options.folders = toStrings(command.folders);
    options.program = QApplication::applicationFilePath();
    options.settingsFile = configFolder() / "window.ini";
    options.threads = command.threads;
    Desk desk(std::move(options));
    QObject::connect(&instance, &SingleInstance::summoned, &desk, &Desk::comeForward);
    desk.show();
    return QApplication::exec();
}

} // namespace fovea::app
