#include "app/album_training.h"

#include "app/adapter_card.h"
#include "app/adapter_store.h"
#include "app/adapter_strengths.h"
#include "app/album_job.h"
#include "app/commands.h"
#include "app/machine_care.h"
#include "app/model_choice.h"
#include "app/model_store.h"
#include "app/model_switch.h"
#include "engine/core/system_error.h"
#include "engine/training/method_proposal.h"
#include "engine/training/training_loader.h"
#include "indexer/pace.h"

#include <chrono>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Tells of the run, and lets the machine rest where it has to. Pauses happen in here, where they
/// can be told of; the training itself sees only `gate`, which is stopped where the person stops.
class Observer : public training::TrainingObserver {
public:
    Observer(TrainReporter &reporter, MachineCare &care, const StopToken &stop, StopToken &gate,
             std::int64_t steps, bool seesPixels)
        : m_reporter(reporter)
        , m_care(care)
        , m_stop(stop)
        , m_gate(gate)
        , m_steps(steps)
        , m_encodes(seesPixels ? "captions_and_photos" : "captions") {}

    void step(const training::StepEvent &event) override {
        m_reporter.step(event);
        const auto now = Clock::now();
        if (now - m_told >= std::chrono::milliseconds(200) || event.step == m_steps) {
            m_told = now;
            Progress progress;
            progress.done = event.step;
            progress.total = m_steps;
            progress.ratePerSecond = m_pace.update(event.step);
            m_reporter.progress("training", progress);
        }
        m_care.beforeNextStep();
        followStop();
    }

    void evaluation(const training::EvaluationEvent &event) override {
        m_reporter.evaluation(event);
    }

    void progress(std::string_view phase, const Progress &progress) override {
        if (phase != "training") { // step() tells of it
            m_reporter.progress(phase, progress, phase == "encoding" ? m_encodes : "");
        }
        m_care.waitForPerson();
        followStop();
    }

private:
    void followStop() {
        if (m_stop.stopRequested()) {
            m_gate.stop();
        }
    }

    TrainReporter &m_reporter;
    MachineCare &m_care;
    const StopToken &m_stop;
    StopToken &m_gate;
    const std::int64_t m_steps;
    const std::string_view m_encodes; ///< what the trainer looks at before it begins
    indexer::Pace m_pace;
    Clock::time_point m_told{};
};

std::int64_t nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// What was learned takes its place in one rename; an older adapter of this name is there until
/// then.
Result<void> placeAdapter(const fs::path &made, const fs::path &folder, const AdapterFacts &facts) {
    const fs::path beside = folder.parent_path() / ("." + folder.filename().string() + ".new");
    const fs::path old = folder.parent_path() / ("." + folder.filename().string() + ".old");
    std::error_code error;
    fs::remove_all(beside, error);
    fs::create_directories(beside, error);
    if (!error) {
        fs::rename(made, beside / "adapter.safetensors", error);
    }
    if (error) {
        return fail(
            systemError("Cannot keep what was learned in " + beside.string(), error.value()));
    }
    if (auto written = writeAdapterCard(beside, facts); !written) {
        return written;
    }
    fs::remove_all(old, error);
    if (fs::exists(folder, error)) {
        fs::rename(folder, old, error);
    }
    if (!error) {
        fs::rename(beside, folder, error);
    }
    if (error) {
        return fail(
            systemError("Cannot keep what was learned as " + folder.string(), error.value()));
    }
    fs::remove_all(old, error);
    return {};
}

TrainSummary summaryOf(const PreparedAlbum &album, training::AlbumResult result,
                       Clock::time_point start) {
    TrainSummary summary;
    summary.method = album.job.options.method;
    summary.result = std::move(result);
    summary.guardIsAgreement = album.data.guardIsAgreement;
    for (const KnownPhoto &photo : album.photos) {
        summary.photos.push_back({photo.photo, photo.shown});
    }
    summary.elapsedSeconds = std::chrono::duration<double>(Clock::now() - start).count();
    return summary;
}

/// The adapter's folder and the library's history.
Result<void> keep(Session &session, const TrainCommand &command, const PreparedAlbum &album,
                  std::int64_t startedMs, TrainSummary &summary) {
    AdapterFacts facts;
    facts.name = summary.adapter;
    facts.source = album.data.name;
    facts.model = session.config().name;
    if (session.adapter()) {
        facts.onTopOf = clip::adapterSuffix(*session.adapter()).substr(1);
    }
    facts.base = session.space().key.substr(0, session.space().key.find('|'));
    facts.dataHash = toHex(album.data.hash());
    facts.madeMs = nowMs();
    facts.report = album.plan.report;
    facts.plan = album.plan.plan.chosen;
    facts.summary = summary;
    facts.holdOut = command.holdOut;
    const fs::path folder = AdapterStore(session.library().folder()).folderOf(summary.adapter);
    if (auto placed = placeAdapter(album.job.adapterFile, folder, facts); !placed) {
        return placed;
    }
    library::TrainingRun run;
    run.adapter = summary.adapter;
    run.model = facts.model;
    run.method = training::methodName(summary.method);
    run.startedMs = startedMs;
    const auto id = session.library().trainingRuns().start(run);
    if (!id) {
        return fail(id.error());
    }
    return session.library().trainingRuns().finish(
        *id, facts.madeMs,
        adapterCard(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

/// Lets what was learned answer. A model that only lies in some folder has no name that a library
/// could keep; then it stays off.
Result<void> switchOn(Session &session, const StopToken &stop, TrainReporter &reporter,
                      TrainSummary &summary) {
    const auto stored = ModelStore().find(session.config().name);
    if (!stored || stored->folder != session.config().folder) {
        reporter.say("To use it, add its model first: fovea models add " +
                     session.config().folder.string());
        return {};
    }
    const auto telling = [&reporter](const Progress &progress) {
        reporter.progress("refreshing", progress);
    };
    const auto choice = chooseModel(summary.model, session.library().folder());
    if (!choice) {
        return fail(choice.error());
    }
    auto switched = switchModel(session.library(), *choice, &stop, telling);
    if (!switched) {
        return fail(switched.error());
    }
    summary.inUse = switched->answers;
    if (summary.inUse || stop.stopRequested()) {
        return {};
    }
    // The image tower sees otherwise now; until it has seen all photos the one before answers.
    CommonOptions options = session.options();
    options.model = summary.model;
    if (auto shown = showAllPhotos(options, stop, telling);
        !shown && shown.error().code != ErrorCode::Stopped) {
        return shown;
    }
    return selectModel(session.library(), *choice).map([&summary](bool answers) {
        summary.inUse = answers;
    });
}

/// That of the album or the data; with a number where an adapter of that name was switched on
/// before, so that what somebody kept is not written over.
Result<std::string> freeAdapterName(Session &session, const std::string &source) {
    const auto strengths = adapterStrengths(session.library().catalog());
    if (!strengths) {
        return fail(strengths.error());
    }
    const AdapterStore store(session.library().folder());
    const auto isKept = [&](const std::string &name) {
        return strengths->contains(name) && store.find(name).has_value();
    };
    const std::string base = adapterNameOf(source);
    std::string name = base;
    for (int number = 2; isKept(name); ++number) {
        name = base + "-" + std::to_string(number);
    }
    return name;
}

} // namespace

std::string adapterNameOf(const std::string &source) {
    constexpr std::size_t kMost = 64;
    std::string name;
    for (const char c : source) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
            name += lower;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    name.resize(std::min(name.size(), kMost));
    name.erase(name.find_last_not_of('-') + 1);
    return name.empty() ? "taught" : name;
}

Result<TrainSummary> trainAlbum(Session &session, const TrainCommand &command,
                                const StopToken &stop, TrainReporter &reporter) {
    const auto start = Clock::now();
    const std::int64_t startedMs = nowMs();
    auto album = prepareAlbum(session, command, command.adapter, stop, reporter);
    if (!album) {
        return fail(album.error());
    }
    if (command.planOnly) {
        return summaryOf(*album, {}, start);
    }
    session.closeModel(); // its memory belongs to the training now
    const auto library = training::trainingLibrary();
    if (!library) {
        return fail(library.error());
    }
    MachineCare care(stop, reporter, command.onBattery);
    StopToken gate;
    Observer observer(reporter, care, stop, gate, album->plan.plan.chosen.steps,
                      static_cast<bool>(album->job.pixels));
    if (stop.stopRequested()) {
        gate.stop();
    }
    auto result = (*library)->trainAlbum(album->job, observer, gate);
    if (!result) {
        return fail(result.error());
    }
    TrainSummary summary = summaryOf(*album, std::move(*result), start);
    if (summary.result.stopped) {
        return summary;
    }
    const auto name = command.adapter.empty() ? freeAdapterName(session, album->data.name)
                                              : Result<std::string>(command.adapter);
    if (!name) {
        return fail(name.error());
    }
    summary.adapter = *name;
    summary.model = session.config().name + "+" + summary.adapter;
    if (auto kept = keep(session, command, *album, startedMs, summary); !kept) {
        return fail(kept.error());
    }
    if (auto finished = album->run->finish(); !finished) {
        return fail(finished.error());
    }
    if (command.use) {
        if (auto on = switchOn(session, stop, reporter, summary); !on) {
            return fail(on.error());
        }
    }
    summary.elapsedSeconds = std::chrono::duration<double>(Clock::now() - start).count();
    return summary;
}

} // namespace fovea::app
