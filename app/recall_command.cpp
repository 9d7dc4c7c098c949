#include "app/batch_embedding.h"
#include "app/commands.h"
#include "app/json_output.h"
#include "app/paths.h"
#include "app/terminal_progress.h"
#include "engine/search/recall.h"
#include "engine/training/caption_csv.h"

#include <cstdio>
#include <map>

namespace fovea::app {
namespace {

/// A table as the measure takes it: each photo once, and which photo each caption belongs to.
struct Pairs {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> captions;
    std::vector<std::int64_t> photoOfCaption;
};

Pairs toPairs(std::vector<training::CaptionRow> rows) {
    Pairs pairs;
    std::map<std::filesystem::path, std::int64_t> numbers;
    for (training::CaptionRow &row : rows) {
        const auto [found, isNew] =
            numbers.emplace(row.file, static_cast<std::int64_t>(pairs.files.size()));
        if (isNew) {
            pairs.files.push_back(row.file);
        }
        pairs.captions.push_back(std::move(row.caption));
        pairs.photoOfCaption.push_back(found->second);
    }
    return pairs;
}

Result<std::vector<float>> encodeTexts(Session &session, const std::vector<std::string> &texts) {
    const auto encoder = session.textEncoder(clip::Precision::Fp32, 1);
    if (!encoder) {
        return fail(encoder.error());
    }
    std::vector<float> embeddings;
    constexpr std::size_t kBatch = 64;
    for (std::size_t begin = 0; begin < texts.size(); begin += kBatch) {
        const std::size_t count = std::min(kBatch, texts.size() - begin);
        const auto part = (*encoder)->encode(std::span(texts).subspan(begin, count));
        if (!part) {
            return fail(part.error());
        }
        embeddings.insert(embeddings.end(), part->begin(), part->end());
    }
    return embeddings;
}

void printFigures(const char *name, const search::RecallFigures &figures) {
    std::printf("%-15s R@1 %5.1f %%   R@5 %5.1f %%   R@10 %5.1f %%   median rank %.1f\n", name,
                figures.r1 * 100, figures.r5 * 100, figures.r10 * 100, figures.medianRank);
}

} // namespace

Result<int> runRecall(const CommonOptions &common, const RecallCommand &command) {
    auto rows = training::readCaptionCsv(absolutePath(command.data));
    if (!rows) {
        return fail(rows.error());
    }
    if (rows->empty()) {
        return fail(ErrorCode::BadUsage,
                    command.data.string() + " has no rows, so there is nothing to measure.");
    }
    const Pairs pairs = toPairs(std::move(*rows));
    auto session = Session::openWithoutLibrary(common);
    if (!session) {
        return fail(session.error());
    }
    TerminalProgress bar("Encoding", common.quiet || command.json);
    const auto photos = embedFiles(**session, pairs.files, [&](std::size_t done) {
        Progress progress;
        progress.done = static_cast<std::int64_t>(done);
        progress.total = static_cast<std::int64_t>(pairs.files.size());
        bar.show(progress);
    });
    bar.clear();
    if (!photos) {
        return fail(photos.error());
    }
    for (const std::string &failure : photos->failures) {
        if (!failure.empty()) {
            return fail(ErrorCode::Failed,
                        failure + " A recall over the others would not be comparable.");
        }
    }
    const auto captions = encodeTexts(**session, pairs.captions);
    if (!captions) {
        return fail(captions.error());
    }
    const search::Recall recall = search::measureRecall(
        photos->embeddings, *captions, pairs.photoOfCaption, (*session)->space().dim);
    if (command.json) {
        printJson({{"model", (*session)->space().name},
                   {"photos", pairs.files.size()},
                   {"captions", pairs.captions.size()},
                   {"text_to_image", toJson(recall.textToImage)},
                   {"image_to_text", toJson(recall.imageToText)}});
    } else {
        std::printf("%s, %zu photos, %zu captions\n", (*session)->space().name.c_str(),
                    pairs.files.size(), pairs.captions.size());
        printFigures("text to image", recall.textToImage);
        printFigures("image to text", recall.imageToText);
    }
    return ExitDone;
}

} // namespace fovea::app
