#include "engine/library/verification.h"

#include "engine/core/half.h"
#include "engine/library/dot_product.h"
#include "engine/library/exact_index.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace fovea::library {
namespace {

// Half precision rounds each number by up to 1/2048 of it; beyond this the length was never 1.
constexpr float kLengthTolerance = 0.005F;
constexpr double kRecallWanted = 0.95;
constexpr std::size_t kSampleSize = 50;
constexpr std::int64_t kNeighbors = 10;
// One sentence is enough where a whole library is concerned.
constexpr std::size_t kNamedPhotos = 5;

tl::unexpected<Error> stopped() {
    return fail(ErrorCode::Stopped, "Stopped before the library was checked to its end.");
}

bool stopRequested(const StopToken *stop) {
    return stop != nullptr && stop->stopRequested();
}

/// Whether it has the space's size, finite numbers and unit length.
bool isSound(std::span<const Half> vector, int dim) {
    if (!std::cmp_equal(vector.size(), dim)) {
        return false;
    }
    double squares = 0;
    for (const Half half : vector) {
        const auto value = static_cast<double>(toFloat(half));
        squares += value * value;
    }
    return std::isfinite(squares) && std::abs(std::sqrt(squares) - 1) <= kLengthTolerance;
}

std::string nameSome(std::span<const PhotoId> photos) {
    std::string text;
    for (const PhotoId photo : photos.first(std::min(photos.size(), kNamedPhotos))) {
        text += (text.empty() ? "" : ", ") + std::to_string(photo.value);
    }
    return text + (photos.size() > kNamedPhotos ? "…" : "");
}

struct Survey {
    std::vector<PhotoId> sound;
    std::vector<PhotoId> broken;
};

Result<Survey> surveyEmbeddings(EmbeddingStore &store, SpaceId space, int dim) {
    Survey survey;
    const auto read = store.forEach(space, [&](PhotoId photo, std::span<const Half> vector) {
        (isSound(vector, dim) ? survey.sound : survey.broken).push_back(photo);
    });
    if (!read) {
        return fail(read.error());
    }
    return survey;
}

void compareIndex(const Survey &survey, const VectorIndex &index, Verification &report) {
    std::vector<PhotoId> absent;
    for (const PhotoId photo : survey.sound) {
        if (!index.contains(photo)) {
            absent.push_back(photo);
        }
    }
    const auto expected = static_cast<std::int64_t>(survey.sound.size() - absent.size());
    if (!absent.empty()) {
        report.findings.push_back(std::to_string(absent.size()) +
                                  " photos are not in the vector index: " + nameSome(absent) + ".");
    }
    // A broken one that is finite and not zero may rightly be in it.
    const auto surplus = index.size() - expected - static_cast<std::int64_t>(survey.broken.size());
    if (surplus > 0) {
        report.findings.push_back("The vector index holds " + std::to_string(surplus) +
                                  " photos that the catalog does not.");
    }
}

/// The share of the exact ten nearest that the index finds too, over photos spread through the
/// library.
Result<double> measureIndex(EmbeddingStore &store, SpaceId space, int dim, const VectorIndex &index,
                            std::span<const PhotoId> photos, const StopToken *stop) {
    std::vector<PhotoId> sample;
    const std::size_t step = std::max<std::size_t>(photos.size() / kSampleSize, 1);
    for (std::size_t i = 0; i < photos.size() && sample.size() < kSampleSize; i += step) {
        sample.push_back(photos[i]);
    }
    const auto queries = store.vectors(space, sample, dim); // [sample, dim]
    if (!queries) {
        return fail(queries.error());
    }
    const auto width = static_cast<std::size_t>(dim);
    // One pass over the catalog for all of them.
    std::vector<BestNeighbors> best(sample.size(), BestNeighbors(kNeighbors));
    const HalfDot dot = halfDot(supportedCpuPaths().back());
    const auto read = store.forEach(space, [&](PhotoId photo, std::span<const Half> vector) {
        if (!isSound(vector, dim) || stopRequested(stop)) {
            return;
        }
        for (std::size_t q = 0; q < sample.size(); ++q) {
            best[q].add({photo, dot(&(*queries)[q * width], vector.data(), width)});
        }
    });
    if (!read) {
        return fail(read.error());
    }
    std::size_t wanted = 0;
    std::size_t found = 0;
    for (std::size_t q = 0; q < sample.size(); ++q) {
        std::unordered_set<PhotoId> answers;
        // As a search does: more than asked for, so that re-ranking has something to choose from.
        for (const Neighbor &neighbor :
             index.search(std::span(*queries).subspan(q * width, width), 2 * kNeighbors)) {
            answers.insert(neighbor.photo);
        }
        for (const Neighbor &neighbor : best[q].take()) {
            ++wanted;
            found += answers.contains(neighbor.photo) ? 1 : 0;
        }
    }
    return wanted == 0 ? 1.0 : static_cast<double>(found) / static_cast<double>(wanted);
}

} // namespace

Result<Verification> verifyLibrary(Library &library, VectorIndex &index, SpaceId space, int dim,
                                   const StopToken *stop) {
    Verification report;
    auto integrity = library.catalog().checkIntegrity();
    if (!integrity) {
        return fail(integrity.error());
    }
    report.findings = std::move(*integrity);
    if (stopRequested(stop)) {
        return stopped();
    }
    const auto counts = library.catalog().counts(space);
    const auto survey = surveyEmbeddings(library.embeddings(), space, dim);
    const auto newest = library.embeddings().lastChange(space);
    if (!counts || !survey || !newest) {
        return fail(!counts ? counts.error() : !survey ? survey.error() : newest.error());
    }
    report.photos = counts->photos;
    report.embeddings = counts->embedded;
    report.indexed = index.size();
    if (!survey->broken.empty()) {
        report.findings.push_back(std::to_string(survey->broken.size()) +
                                  " embeddings are broken, of photos " + nameSome(survey->broken) +
                                  ".");
    }
    if (index.lastChange() != *newest) {
        report.findings.push_back("The vector index stands at change " +
                                  std::to_string(index.lastChange()) + " and the catalog at " +
                                  std::to_string(*newest) + ".");
    }
    compareIndex(*survey, index, report);
    const auto recall = measureIndex(library.embeddings(), space, dim, index, survey->sound, stop);
    if (!recall) {
        return fail(recall.error());
    }
    if (stopRequested(stop)) {
        return stopped();
    }
    report.recallAt10 = *recall;
    if (*recall < kRecallWanted) {
        report.findings.push_back("The vector index finds " +
                                  std::to_string(std::lround(*recall * 100)) +
                                  " % of the ten nearest photos, less than 95 %.");
    }
    return report;
}

Result<Repair> repairLibrary(Library &library, VectorIndex &index, SpaceId space, int dim,
                             const StopToken *stop, const ProgressFunction &progress) {
    Repair repair;
    const auto orphans = library.catalog().removeOrphans();
    if (!orphans) {
        return fail(orphans.error());
    }
    repair.orphansRemoved = *orphans;
    if (auto rebuilt = library.textIndex().rebuild(); !rebuilt) {
        return fail(rebuilt.error());
    }
    const auto survey = surveyEmbeddings(library.embeddings(), space, dim);
    if (!survey) {
        return fail(survey.error());
    }
    if (auto removed = library.embeddings().remove(space, survey->broken); !removed) {
        return fail(removed.error());
    }
    repair.embeddingsDropped = static_cast<std::int64_t>(survey->broken.size());
    index.clear();
    if (auto built = index.catchUp(library.embeddings(), stop, progress); !built) {
        return fail(built.error());
    }
    if (auto saved = index.save(); !saved) {
        return fail(saved.error());
    }
    repair.indexed = index.size();
    return repair;
}

} // namespace fovea::library
