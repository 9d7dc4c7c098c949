#include "app/commands.h"
#include "app/json_output.h"
#include "engine/library/run_lock.h"
#include "engine/search/verification.h"

#include <cstdio>

namespace fovea::app {

Result<int> runVerify(const CommonOptions &common, bool json) {
    auto session = Session::open(common, Session::Mode::Existing);
    if (!session) {
        return fail(session.error());
    }
    // What is being filled is not the same at the beginning of a check and at its end.
    const auto alone = library::RunLock::tryTake((*session)->library().folder());
    if (!alone && alone.error().code == ErrorCode::Busy) {
        return fail(alone.error());
    }
    const auto report = search::verifyLibrary((*session)->library(), (*session)->spaceId(),
                                              (*session)->space().dim);
    if (!report) {
        return fail(report.error());
    }
    if (json) {
        printJson({{"sound", report->sound()},
                   {"photos", report->photos},
                   {"vectors", report->vectors},
                   {"recall_at_10", report->recallAt10},
                   {"findings", report->findings}});
    } else {
        for (const std::string &finding : report->findings) {
            std::printf("%s\n", finding.c_str());
        }
        std::printf("%s: %lld photos, %lld vectors, the index finds %.1f %% of the ten nearest\n",
                    report->sound() ? "Sound" : "Not sound (`fovea repair` mends what it can)",
                    static_cast<long long>(report->photos), static_cast<long long>(report->vectors),
                    report->recallAt10 * 100);
    }
    return report->sound() ? ExitDone : ExitFailed;
}

Result<int> runRepair(const CommonOptions &common) {
    auto session = Session::open(common, Session::Mode::Existing);
    if (!session) {
        return fail(session.error());
    }
    const auto alone = library::RunLock::tryTake((*session)->library().folder());
    if (!alone) {
        return fail(alone.error());
    }
    const auto done = search::repairLibrary((*session)->library(), (*session)->spaceId(),
                                            (*session)->space().dim);
    if (!done) {
        return fail(done.error());
    }
    for (const std::string &line : *done) {
        std::printf("%s\n", line.c_str());
    }
    return ExitDone;
}

} // namespace fovea::app
