#include "app/models_install.h"

#include "app/commands.h"
#include "app/job_control.h"
#include "app/model_catalogue.h"
#include "app/model_installer.h"
#include "app/terminal_progress.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>
#include <QUrl>

#include <unistd.h>

#include <cstdio>
#include <memory>

namespace fovea::app {

namespace {

constexpr int kLookMs = 100; // how often a wish to stop is looked for, and the line drawn

std::string sizeOf(qint64 bytes) {
    return sizeText(static_cast<double>(bytes));
}

std::string describe(const InstallProgress &progress) {
    switch (progress.phase) {
    case InstallProgress::Phase::Asking:
        return "asking for size and checksums";
    case InstallProgress::Phase::Checking:
        return "verifying what came before, " + sizeOf(progress.doneBytes);
    case InstallProgress::Phase::Fetching:
        break;
    }
    std::string text = sizeOf(progress.doneBytes) + " of " + sizeOf(progress.totalBytes);
    if (progress.secondsLeft) {
        text += ", " + sizeText(progress.bytesPerSecond) + "/s, " +
                remainingText(*progress.secondsLeft);
    }
    return text;
}

} // namespace

Result<int> installModel(const std::string &name, bool quiet) {
    auto catalogue = ModelCatalogue::read();
    if (!catalogue) {
        return fail(catalogue.error());
    }
    const auto model = catalogue->downloadable(name);
    if (!model) {
        return fail(model.error());
    }
    std::unique_ptr<QCoreApplication> application;
    if (QCoreApplication::instance() == nullptr) {
        static int argc = 0;
        application = std::make_unique<QCoreApplication>(argc, nullptr);
    }
    if (!quiet) {
        std::printf("%s: about %s from %s, license %s\n", model->name.c_str(),
                    sizeOf(model->downloadBytes).c_str(),
                    QUrl(QString::fromStdString(catalogue->hub())).host().toStdString().c_str(),
                    model->license.c_str());
        std::fflush(stdout);
    }
    StopToken stop;
    const JobControl control(stop, false);
    const bool drawn = !quiet && ::isatty(STDERR_FILENO) == 1;
    InstallProgress progress;
    Result<StoredModel> result = fail(ErrorCode::Failed, "");
    QEventLoop loop;
    ModelInstaller installer({}, std::move(*catalogue));
    QObject::connect(&installer, &ModelInstaller::advanced, &loop,
                     [&progress](const InstallProgress &now) { progress = now; });
    QObject::connect(&installer, &ModelInstaller::installed, &loop, [&](const StoredModel &done) {
        result = done;
        loop.quit();
    });
    QObject::connect(&installer, &ModelInstaller::failed, &loop, [&](const Error &error) {
        result = fail(error);
        loop.quit();
    });
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        if (stop.stopRequested()) {
            installer.cancel();
        } else if (drawn) {
            std::fprintf(stderr, "\r\033[K%s: %s", model->name.c_str(), describe(progress).c_str());
        }
    });
    timer.start(kLookMs);
    installer.install(*model);
    loop.exec();
    if (drawn) {
        std::fputs("\r\033[K", stderr);
    }
    if (!result) {
        return fail(result.error());
    }
    if (!quiet) {
        std::printf("Installed %s in %s. It is used with: fovea models use %s\n",
                    result->name.c_str(), result->folder.c_str(), result->name.c_str());
    }
    return ExitDone;
}

} // namespace fovea::app
