#include "app/classify_probe.h"

#include "app/npy_file.h"
#include "app/terminal_progress.h"
#include "engine/core/atomic_file.h"
#include "engine/search/zero_shot.h"
#include "engine/training/training_loader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <numeric>
#include <ostream>

namespace fovea::app {
namespace {

constexpr std::size_t kFewestGroups = 3; // one to learn from, one to choose by, one to measure on
constexpr std::uint64_t kDraws = 3;

/// The photos of classes with enough of them, renumbered.
struct Chosen {
    std::vector<std::size_t> photos;
    std::vector<std::int64_t> labels; // [photos], 0 … classes - 1
    std::vector<std::size_t> groups;  // [photos], of bursts and near duplicates within a class
    std::vector<std::size_t> classes; ///< numbers of labels
    std::vector<float> features;      // [photos, dim]
    std::size_t groupCount = 0;
    std::size_t leftOut = 0;
};

std::span<const float> rowOf(const std::vector<float> &rows, std::size_t row, std::size_t dim) {
    return std::span(rows).subspan(row * dim, dim);
}

/// [members]. By the features, which keep more of a picture than what captions say of it. Where
/// they join most of a class they tell nothing: the model finds all of its photos alike.
std::vector<std::size_t> groupsWithin(const ProbePhotos &photos,
                                      const std::vector<std::size_t> &members, int threads) {
    std::vector<training::PhotoTraits> traits;
    std::vector<float> unit;
    for (const std::size_t photo : members) {
        traits.push_back(photos.traits[photo]);
        const auto row = rowOf(photos.features, photo, photos.dim);
        const float norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0F));
        std::ranges::transform(row, std::back_inserter(unit),
                               [norm](float value) { return norm > 0 ? value / norm : 0; });
    }
    auto groups = training::groupPhotos(traits, unit, photos.dim, threads);
    return 2 * (std::ranges::max(groups) + 1) < members.size()
               ? training::groupPhotos(traits, {}, photos.dim, threads)
               : groups;
}

Chosen choose(const ProbePhotos &photos, int threads) {
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < photos.truth.size(); ++i) {
        members[photos.truth[i]].push_back(i);
    }
    Chosen chosen;
    for (const auto &[label, ofClass] : members) {
        const auto groups = groupsWithin(photos, ofClass, threads);
        const std::size_t count = std::ranges::max(groups) + 1;
        if (count < kFewestGroups) {
            ++chosen.leftOut;
            continue;
        }
        for (std::size_t i = 0; i < ofClass.size(); ++i) {
            chosen.photos.push_back(ofClass[i]);
            chosen.labels.push_back(static_cast<std::int64_t>(chosen.classes.size()));
            chosen.groups.push_back(chosen.groupCount + groups[i]);
            const auto row = rowOf(photos.features, ofClass[i], photos.dim);
            chosen.features.insert(chosen.features.end(), row.begin(), row.end());
        }
        chosen.groupCount += count;
        chosen.classes.push_back(label);
    }
    return chosen;
}

/// On the photos the probe is measured on, among the classes it knows.
double zeroShotOn(const ProbePhotos &photos, const Chosen &chosen,
                  std::span<const std::size_t> test) {
    std::vector<float> classifier;
    for (const std::size_t label : chosen.classes) {
        const auto row = rowOf(photos.classifier, label, photos.embeddingDim);
        classifier.insert(classifier.end(), row.begin(), row.end());
    }
    std::size_t right = 0;
    for (const std::size_t i : test) {
        const auto embedding = rowOf(photos.embeddings, chosen.photos[i], photos.embeddingDim);
        const auto best = search::classify(embedding, classifier, 1, 1);
        right += best.front().label == chosen.labels[i] ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(test.size());
}

/// 1, 2, 4… up to what the largest class has to learn from.
std::vector<std::size_t> shotsFor(const Chosen &chosen, const training::ProbeSplit &split) {
    std::vector<std::size_t> counts(chosen.classes.size());
    for (const std::size_t photo : split.train) {
        ++counts[static_cast<std::size_t>(chosen.labels[photo])];
    }
    std::vector<std::size_t> shots;
    for (std::size_t count = 1; count <= std::ranges::max(counts); count *= 2) {
        shots.push_back(count);
    }
    return shots;
}

/// features.npy, labels.npy, part.npy (0 learn, 1 choose, 2 measure), draws.npy and files.txt.
Result<void> writeFor(const std::filesystem::path &folder, const ProbePhotos &photos,
                      const Chosen &chosen, const training::ProbeJob &job) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::NoPermission,
                    "Cannot make the folder " + folder.string() + ": " + error.message() + ".");
    }
    const std::size_t count = chosen.photos.size();
    std::vector<std::int64_t> part(count, 0);
    for (const std::size_t photo : job.split.validation) {
        part[photo] = 1;
    }
    for (const std::size_t photo : job.split.test) {
        part[photo] = 2;
    }
    std::vector<std::int64_t> draws;
    for (const auto &draw : job.draws) {
        draws.insert(draws.end(), draw.begin(), draw.end());
    }
    for (const auto &written :
         {writeNpy(folder / "features.npy", chosen.features, {count, photos.dim}),
          writeNpy(folder / "labels.npy", chosen.labels, {count}),
          writeNpy(folder / "part.npy", part, {count}),
          writeNpy(folder / "draws.npy", draws, {job.draws.size(), job.split.train.size()})}) {
        if (!written) {
            return written;
        }
    }
    return writeFileAtomically(folder / "files.txt", [&](std::ostream &out) -> Result<void> {
        for (const std::size_t photo : chosen.photos) {
            out << photos.files[photo].string() << '\n';
        }
        return {};
    });
}

} // namespace

std::optional<double> crossing(std::span<const training::ShotFigures> curve, double level) {
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const auto shots = static_cast<double>(curve[i].shots);
        if (curve[i].top1 < level) {
            continue;
        }
        if (i == 0) {
            return shots;
        }
        const auto before = static_cast<double>(curve[i - 1].shots);
        const double way = (level - curve[i - 1].top1) / (curve[i].top1 - curve[i - 1].top1);
        return before * std::pow(shots / before, way);
    }
    return std::nullopt;
}

Result<ProbeReport> runProbe(const ProbePhotos &photos, const ProbeOptions &options) {
    const Chosen chosen = choose(photos, options.threads);
    if (chosen.classes.size() < 2) {
        return fail(
            ErrorCode::BadUsage,
            "A probe needs at least two labels with three photos each that are no near duplicates, "
            "in folders named like them; here are " +
                std::to_string(chosen.classes.size()) + ".");
    }
    training::ProbeJob job;
    job.features = chosen.features;
    job.dim = photos.dim;
    job.labels = chosen.labels;
    job.classes = chosen.classes.size();
    job.split = training::splitForProbe(chosen.labels, chosen.groups, options.seed);
    job.threads = options.threads;
    if (options.fewShot) {
        job.shots = shotsFor(chosen, job.split);
        for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
            job.draws.push_back(training::drawOrder(job.split, options.seed, draw));
        }
    }
    if (!options.writeFeatures.empty()) {
        if (auto written = writeFor(options.writeFeatures, photos, chosen, job); !written) {
            return fail(written.error());
        }
    }
    const auto library = training::trainingLibrary();
    if (!library) {
        return fail(library.error());
    }
    TerminalProgress bar("Fitting", options.quiet);
    auto result = (*library)->fitProbe(
        job, [&](const Progress &progress) { bar.show(progress); }, StopToken());
    bar.clear();
    if (!result) {
        return fail(result.error());
    }
    ProbeReport report;
    report.classes = chosen.classes;
    report.leftOut = chosen.leftOut;
    report.groups = chosen.groupCount;
    report.trained = job.split.train.size();
    report.chosenBy = job.split.validation.size();
    report.tested = job.split.test.size();
    report.dim = photos.dim;
    report.beforeProjection = photos.beforeProjection;
    report.zeroShot = zeroShotOn(photos, chosen, job.split.test);
    report.seed = options.seed;
    report.hasCurve = options.fewShot;
    report.overtakes = crossing(result->curve, report.zeroShot);
    report.result = std::move(*result);
    return report;
}

nlohmann::json probeToJson(const ProbeReport &report) {
    nlohmann::json sweep = nlohmann::json::array();
    for (const auto &[lambda, top1] : report.result.sweep) {
        sweep.push_back({{"lambda", lambda}, {"top1", top1}});
    }
    return {{"features", report.beforeProjection ? "before_projection" : "embedding"},
            {"dim", report.dim},
            {"classes", report.classes.size()},
            {"left_out", report.leftOut},
            {"groups", report.groups},
            {"train", report.trained},
            {"validation", report.chosenBy},
            {"test", report.tested},
            {"seed", report.seed},
            {"lambda", report.result.lambda},
            {"top1", report.result.top1},
            {"zero_shot_top1", report.zeroShot},
            {"sweep", sweep}};
}

nlohmann::json fewShotToJson(const ProbeReport &report) {
    nlohmann::json curve = nlohmann::json::array();
    for (const auto &[shots, top1, spread, lambda] : report.result.curve) {
        curve.push_back({{"shots", shots}, {"top1", top1}, {"spread", spread}, {"lambda", lambda}});
    }
    nlohmann::json fewShot = {
        {"draws", kDraws},
        {"curve", curve},
        {"zero_shot_top1", report.zeroShot},
        {"overtakes_at", report.overtakes ? nlohmann::json(*report.overtakes) : nlohmann::json()}};
    if (!report.curve.empty()) {
        fewShot["file"] = report.curve.string();
    }
    return fewShot;
}

void printProbe(const ProbeReport &report) {
    std::printf("\nLinear probe on %s (%zu numbers)\n",
                report.beforeProjection
                    ? "the features before the projection"
                    : "the embeddings, as this model has no features before its projection",
                report.dim);
    std::printf("  %zu classes; %zu photos learned from, %zu chosen by, %zu measured on\n",
                report.classes.size(), report.trained, report.chosenBy, report.tested);
    if (report.leftOut > 0) {
        std::printf("  %zu labels have fewer than %zu different photos and are left out\n",
                    report.leftOut, kFewestGroups);
    }
    const std::size_t photos = report.trained + report.chosenBy + report.tested;
    if (report.groups < photos) {
        std::printf("  near duplicates and bursts stay together: %zu groups of %zu photos\n",
                    report.groups, photos);
    }
    std::printf("  L2 strength %.3g, the best of %zu\n", report.result.lambda,
                report.result.sweep.size());
    std::printf("  probe %5.1f %%   zero-shot on the same photos %5.1f %%\n",
                100 * report.result.top1, 100 * report.zeroShot);
    if (!report.hasCurve) {
        return;
    }
    std::printf("\nPhotos a class   probe (mean of %d draws)\n", static_cast<int>(kDraws));
    for (const auto &[shots, top1, spread, lambda] : report.result.curve) {
        std::printf("  %6zu         %5.1f %%  ± %.1f\n", shots, 100 * top1, 100 * spread);
    }
    if (report.overtakes && *report.overtakes <= 1) {
        std::printf("The probe is better than zero-shot with one photo a class already.\n");
    } else if (report.overtakes) {
        std::printf("The probe overtakes zero-shot at about %.1f photos a class.\n",
                    *report.overtakes);
    } else {
        std::printf("With the photos there are the probe does not overtake zero-shot.\n");
    }
    if (!report.curve.empty()) {
        std::printf("The curve is in %s\n", report.curve.c_str());
    }
}

} // namespace fovea::app
