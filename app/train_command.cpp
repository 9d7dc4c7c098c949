#include "app/train_command.h"

#include "app/album_training.h"
#include "app/commands.h"
#include "app/job_control.h"
#include "app/model_choice.h"
#include "app/model_names.h"
#include "app/paths.h"
#include "app/train_reporter.h"
#include "engine/library/run_lock.h"

namespace fovea::app {
namespace {

Result<void> checkUsage(const TrainCommand &command) {
    if (command.album.empty() && command.data.empty()) {
        return fail(ErrorCode::BadUsage, "Say what to learn from: fovea train --album NAME, or "
                                         "--data with a CSV file of photos and captions.");
    }
    std::error_code ignored;
    if (!command.images.empty() && !std::filesystem::is_directory(command.images, ignored)) {
        return fail(ErrorCode::NotFound, "There is no folder " + command.images.string() +
                                             " to look for the pictures in. Check --images.");
    }
    if (!command.images.empty() && std::filesystem::is_directory(command.data, ignored)) {
        return fail(ErrorCode::BadUsage,
                    "--images tells where the pictures of a CSV or COCO file lie; " +
                        command.data.string() + " is a folder. Leave one of them out.");
    }
    if (!command.adapter.empty() && !isModelName(command.adapter)) {
        return fail(ErrorCode::BadUsage,
                    "\"" + command.adapter +
                        "\" cannot be the name of what is learned: it takes up to 64 letters, "
                        "digits, dots, hyphens and underscores. Give another with --as.");
    }
    return {};
}

/// Training starts from the model as it is, without an adapter that may be switched on; `onTop`,
/// with it.
Result<CommonOptions> withStart(CommonOptions common, bool onTop) {
    common.library = common.library.empty() ? defaultLibraryFolder() : absolutePath(common.library);
    if (common.model.empty() && library::Library::exists(common.library)) {
        const auto library = library::Library::open(common.library);
        if (!library) {
            return fail(library.error());
        }
        const auto setting = (*library)->catalog().setting(kModelSetting);
        if (!setting) {
            return fail(setting.error());
        }
        common.model = setting->value_or("");
    }
    const auto reference = ModelReference::parse(common.model);
    if (!reference) {
        return fail(reference.error());
    }
    if (onTop && reference->adapter.empty()) {
        return fail(ErrorCode::BadUsage,
                    "Nothing that was taught is switched on, so there is none to go on from. Leave "
                    "out --on-top, or say what to go on from: --model NAME+ADAPTER.");
    }
    common.model = onTop ? reference->text() : reference->model;
    return common;
}

} // namespace

Result<int> runTrain(const CommonOptions &common, const TrainCommand &command) {
    if (auto usable = checkUsage(command); !usable) {
        return fail(usable.error());
    }
    StopToken stop;
    const JobControl control(stop, command.jsonProgress);
    const auto options = withStart(common, command.onTop);
    if (!options) {
        return fail(options.error());
    }
    auto session = Session::open(*options, Session::Mode::Create);
    if (!session) {
        return fail(session.error());
    }
    const auto turn =
        library::RunLock::tryTake((*session)->library().folder(), library::RunKind::Training);
    if (!turn && !command.planOnly) {
        return fail(turn.error());
    }
    TrainReporter reporter(command.jsonProgress, common.quiet);
    const auto summary = trainAlbum(**session, command, stop, reporter);
    if (!summary && summary.error().code == ErrorCode::Stopped) {
        TrainSummary stopped;
        stopped.result.stopped = true;
        reporter.finished(stopped);
        return ExitStopped;
    }
    if (!summary) {
        return fail(summary.error());
    }
    if (command.planOnly) {
        return ExitDone;
    }
    reporter.finished(*summary);
    return summary->result.stopped ? ExitStopped : ExitDone;
}

} // namespace fovea::app
