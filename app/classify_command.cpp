#include "app/batch_embedding.h"
#include "app/classify_probe.h"
#include "app/commands.h"
#include "app/figure_library.h"
#include "app/json_output.h"
#include "app/paths.h"
#include "app/terminal_progress.h"
#include "engine/clip/prompts.h"
#include "engine/search/zero_shot.h"
#include "engine/training/caption_text.h"
#include "indexer/scanner.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace fovea::app {
namespace {

constexpr int kBest = 5;

struct Photo {
    std::filesystem::path path;
    std::string failure;
    std::vector<search::LabelProbability> best;
    std::optional<std::size_t> truth; ///< the label that one of its folders is named like
};

struct ClassFigures {
    std::int64_t photos = 0;
    std::int64_t right = 0;
    std::int64_t amongBest = 0;
};

/// Folder names and labels are compared without case, with _ and - as spaces.
std::string comparable(const std::string &text) {
    std::string result;
    for (const char c : text) {
        result += c == '_' || c == '-'
                      ? ' '
                      : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

std::optional<std::size_t> labelOf(const std::filesystem::path &file,
                                   const std::filesystem::path &folder,
                                   const std::vector<std::string> &comparableLabels) {
    for (auto parent = file.parent_path(); parent != folder && parent.has_relative_path();
         parent = parent.parent_path()) {
        const auto found = std::find(comparableLabels.begin(), comparableLabels.end(),
                                     comparable(parent.filename().string()));
        if (found != comparableLabels.end()) {
            return static_cast<std::size_t>(found - comparableLabels.begin());
        }
    }
    return std::nullopt;
}

Result<std::vector<Photo>> findPhotos(const std::filesystem::path &folder,
                                      const std::vector<std::string> &labels) {
    std::vector<std::string> comparableLabels;
    for (const std::string &label : labels) {
        comparableLabels.push_back(comparable(label));
    }
    std::vector<Photo> photos;
    indexer::ScanEvents events;
    events.photo = [&](const indexer::ScannedFile &file) {
        photos.push_back({file.path, {}, {}, labelOf(file.path, folder, comparableLabels)});
    };
    events.unreadable = [&](const auto &path, const auto &reason) {
        photos.push_back({path, reason, {}, {}});
    };
    const StopToken stop;
    if (auto scanned = indexer::scanFolder(folder, stop, events); !scanned) {
        return fail(scanned.error());
    }
    return photos;
}

/// Fills in the best labels of every photo.
Result<ProbePhotos> classifyAll(Session &session, std::vector<Photo> &photos,
                                std::vector<float> labels, float scale, bool quiet) {
    std::vector<std::filesystem::path> files;
    std::vector<Photo *> readable;
    for (Photo &photo : photos) {
        if (photo.failure.empty()) {
            files.push_back(photo.path);
            readable.push_back(&photo);
        }
    }
    TerminalProgress bar("Classifying", quiet);
    const auto encoded = embedFiles(session, files, [&](std::size_t done) {
        Progress progress;
        progress.done = static_cast<std::int64_t>(done);
        progress.total = static_cast<std::int64_t>(files.size());
        bar.show(progress);
    });
    if (!encoded) {
        return fail(encoded.error());
    }
    ProbePhotos known;
    known.embeddingDim = static_cast<std::size_t>(session.space().dim);
    known.beforeProjection = session.space().featureDim > 0;
    known.dim = known.beforeProjection ? static_cast<std::size_t>(session.space().featureDim)
                                       : known.embeddingDim;
    const auto &features = known.beforeProjection ? encoded->features : encoded->embeddings;
    const auto append = [](std::span<const float> rows, std::size_t row, std::size_t width,
                           std::vector<float> &to) {
        const auto one = rows.subspan(row * width, width);
        to.insert(to.end(), one.begin(), one.end());
    };
    for (std::size_t i = 0; i < readable.size(); ++i) {
        readable[i]->failure = encoded->failures[i];
        if (!readable[i]->failure.empty()) {
            continue;
        }
        readable[i]->best = search::classify(
            std::span(encoded->embeddings).subspan(i * known.embeddingDim, known.embeddingDim),
            labels, scale, kBest);
        if (readable[i]->truth) {
            known.files.push_back(readable[i]->path);
            known.truth.push_back(*readable[i]->truth);
            known.traits.push_back(encoded->traits[i]);
            append(features, i, known.dim, known.features);
            append(encoded->embeddings, i, known.embeddingDim, known.embeddings);
        }
    }
    known.classifier = std::move(labels);
    return known;
}

std::vector<ClassFigures> figuresOf(const std::vector<Photo> &photos, std::size_t labels) {
    std::vector<ClassFigures> figures(labels);
    for (const Photo &photo : photos) {
        if (!photo.truth || photo.best.empty()) {
            continue;
        }
        ClassFigures &of = figures[*photo.truth];
        const auto truth = static_cast<std::int64_t>(*photo.truth);
        ++of.photos;
        of.right += photo.best.front().label == truth ? 1 : 0;
        of.amongBest += std::any_of(photo.best.begin(), photo.best.end(),
                                    [truth](const auto &best) { return best.label == truth; })
                            ? 1
                            : 0;
    }
    return figures;
}

struct Answer {
    std::string model;
    std::vector<std::string> labels;
    std::vector<Photo> photos;
    std::vector<ClassFigures> classes;
    ClassFigures all;
    std::optional<ProbeReport> probe;
    std::filesystem::path confusion;
    ConfusionMatrix matrix; ///< where that is named

    double share(std::int64_t count) const {
        return static_cast<double>(count) / static_cast<double>(all.photos);
    }
};

/// For each class the labels its photos were given, most first.
nlohmann::json confusionToJson(const Answer &answer) {
    nlohmann::json rows = nlohmann::json::array();
    const ConfusionMatrix &matrix = answer.matrix;
    for (std::size_t row = 0; row < matrix.labels.size(); ++row) {
        nlohmann::json given = nlohmann::json::array();
        for (std::size_t column = 0; column <= matrix.labels.size(); ++column) {
            if (matrix.at(row, column) > 0) {
                const bool isOther = column == matrix.labels.size();
                given.push_back(
                    {{"label", isOther ? nlohmann::json() : nlohmann::json(matrix.labels[column])},
                     {"photos", matrix.at(row, column)}});
            }
        }
        rows.push_back({{"label", matrix.labels[row]}, {"given", given}});
    }
    return {{"file", answer.confusion.string()}, {"rows", rows}};
}

void printAsJson(const Answer &answer) {
    nlohmann::json classes = nlohmann::json::array();
    for (std::size_t i = 0; i < answer.labels.size(); ++i) {
        const ClassFigures &of = answer.classes[i];
        if (of.photos > 0) {
            classes.push_back(
                {{"label", answer.labels[i]},
                 {"photos", of.photos},
                 {"top1", static_cast<double>(of.right) / static_cast<double>(of.photos)}});
        }
    }
    nlohmann::json results = nlohmann::json::array();
    nlohmann::json failed = nlohmann::json::array();
    for (const Photo &photo : answer.photos) {
        if (!photo.failure.empty()) {
            failed.push_back({{"path", photo.path.string()}, {"reason", photo.failure}});
            continue;
        }
        nlohmann::json best = nlohmann::json::array();
        for (const auto &[label, probability] : photo.best) {
            best.push_back(
                {{"label", answer.labels[static_cast<std::size_t>(label)]}, {"p", probability}});
        }
        results.push_back({{"path", photo.path.string()}, {"best", best}});
    }
    const bool known = answer.all.photos > 0;
    nlohmann::json whole = {
        {"model", answer.model},
        {"labels", answer.labels.size()},
        {"photos", results.size()},
        {"top1", known ? nlohmann::json(answer.share(answer.all.right)) : nlohmann::json()},
        {"top5", known ? nlohmann::json(answer.share(answer.all.amongBest)) : nlohmann::json()},
        {"classes", classes},
        {"results", results},
        {"failed", failed}};
    if (!answer.confusion.empty()) {
        whole["confusion"] = confusionToJson(answer);
    }
    if (answer.probe) {
        whole["probe"] = probeToJson(*answer.probe);
        if (answer.probe->hasCurve) {
            whole["few_shot"] = fewShotToJson(*answer.probe);
        }
    }
    printJson(whole);
}

void printForPeople(const Answer &answer) {
    for (const Photo &photo : answer.photos) {
        if (!photo.failure.empty()) {
            std::fprintf(stderr, "%s\n", photo.failure.c_str());
        } else if (answer.all.photos == 0) {
            const auto &best = photo.best.front();
            std::printf("%5.1f %%  %-24s %s\n", static_cast<double>(best.probability) * 100,
                        answer.labels[static_cast<std::size_t>(best.label)].c_str(),
                        photo.path.c_str());
        }
    }
    if (answer.all.photos == 0) {
        return;
    }
    std::printf("%-32s %8s %8s %8s\n", "label", "photos", "top-1", "top-5");
    const auto line = [](const std::string &name, const ClassFigures &of) {
        const auto photos = static_cast<double>(of.photos);
        std::printf("%-32s %8lld %6.1f %% %6.1f %%\n", name.c_str(),
                    static_cast<long long>(of.photos), 100 * static_cast<double>(of.right) / photos,
                    100 * static_cast<double>(of.amongBest) / photos);
    };
    for (std::size_t i = 0; i < answer.labels.size(); ++i) {
        if (answer.classes[i].photos > 0) {
            line(answer.labels[i], answer.classes[i]);
        }
    }
    line("all", answer.all);
    if (answer.probe) {
        printProbe(*answer.probe);
    }
    if (!answer.confusion.empty()) {
        std::printf("The confusion matrix is in %s\n", answer.confusion.c_str());
    }
}

/// Draws which labels were taken for which.
Result<void> drawMatrix(Answer &answer, const std::filesystem::path &png) {
    std::vector<Judgement> judgements;
    for (const Photo &photo : answer.photos) {
        if (photo.truth && !photo.best.empty()) {
            judgements.push_back(
                {*photo.truth, static_cast<std::size_t>(photo.best.front().label)});
        }
    }
    if (judgements.empty()) {
        return fail(ErrorCode::BadUsage, "No photo lies in a folder named like a label, so nothing "
                                         "is known to be right or wrong.");
    }
    answer.matrix = confusionOf(answer.labels, judgements, kMostDrawnClasses);
    char title[200];
    std::snprintf(title, sizeof title, "%s: %lld photos, %zu labels, %.1f %% right",
                  answer.model.c_str(), static_cast<long long>(answer.all.photos),
                  answer.labels.size(), 100 * answer.share(answer.all.right));
    answer.matrix.title = title;
    answer.confusion = png;
    return drawConfusion(answer.matrix, png);
}

/// Draws how right the probe is by the photos that it learned from, beside zero-shot.
Result<void> drawCurve(Answer &answer, const std::filesystem::path &png) {
    ProbeReport &probe = *answer.probe;
    FewShotCurve curve;
    curve.title = answer.model + ": " + std::to_string(probe.classes.size()) +
                  " classes, measured on " + std::to_string(probe.tested) + " photos";
    curve.points = probe.result.curve;
    curve.zeroShot = probe.zeroShot;
    curve.overtakes = probe.overtakes;
    probe.curve = png;
    return drawFewShot(curve, png);
}

Result<void> addProbe(Answer &answer, const ProbePhotos &known, const CommonOptions &common,
                      const ClassifyCommand &command) {
    ProbeOptions options;
    options.fewShot = command.fewShot || !command.curve.empty();
    options.seed = command.seed;
    options.writeFeatures = command.writeFeatures;
    options.threads = common.threadCount();
    options.quiet = common.quiet || command.json;
    auto report = runProbe(known, options);
    if (!report) {
        return fail(report.error());
    }
    answer.probe = std::move(*report);
    return command.curve.empty() ? Result<void>() : drawCurve(answer, absolutePath(command.curve));
}

} // namespace

Result<int> runClassify(const CommonOptions &common, const ClassifyCommand &command) {
    Answer answer;
    auto labels = training::readLines(command.labels);
    if (!labels) {
        return fail(labels.error());
    }
    if (labels->empty()) {
        return fail(ErrorCode::BadUsage,
                    command.labels.string() + " holds no label. Write one a line.");
    }
    answer.labels = std::move(*labels);
    std::vector<std::string> templates{"a photo of a {label}."};
    if (!command.templates.empty()) {
        auto read = training::readLines(command.templates);
        if (!read) {
            return fail(read.error());
        }
        templates = std::move(*read);
    }
    const bool usable =
        !templates.empty() && std::all_of(templates.begin(), templates.end(), [](const auto &text) {
            return text.find("{label}") != std::string::npos;
        });
    if (!usable) {
        return fail(ErrorCode::BadUsage,
                    command.templates.string() +
                        " needs one template a line, each with {label} in it.");
    }
    auto photos = findPhotos(absolutePath(command.folder), answer.labels);
    if (!photos) {
        return fail(photos.error());
    }
    answer.photos = std::move(*photos);
    auto session = Session::openWithoutLibrary(common);
    if (!session) {
        return fail(session.error());
    }
    answer.model = (*session)->space().name;
    const auto model = (*session)->model(clip::Precision::Fp32, 1);
    if (!model) {
        return fail(model.error());
    }
    const auto text = (*model)->textEncoder();
    if (!text) {
        return fail(text.error());
    }
    const auto classifier = clip::encodeLabels(**text, answer.labels, templates);
    if (!classifier) {
        return fail(classifier.error());
    }
    const auto known = classifyAll(**session, answer.photos, *classifier, (*model)->logitScale(),
                                   common.quiet || command.json);
    if (!known) {
        return fail(known.error());
    }
    answer.classes = figuresOf(answer.photos, answer.labels.size());
    for (const ClassFigures &of : answer.classes) {
        answer.all.photos += of.photos;
        answer.all.right += of.right;
        answer.all.amongBest += of.amongBest;
    }
    if (!command.confusion.empty()) {
        if (auto drawn = drawMatrix(answer, absolutePath(command.confusion)); !drawn) {
            return fail(drawn.error());
        }
    }
    if (command.probe || command.fewShot || !command.curve.empty() ||
        !command.writeFeatures.empty()) {
        if (auto added = addProbe(answer, *known, common, command); !added) {
            return fail(added.error());
        }
    }
    command.json ? printAsJson(answer) : printForPeople(answer);
    return ExitDone;
}

} // namespace fovea::app
