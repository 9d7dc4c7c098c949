#include "engine/training/caption_report.h"

#include <unordered_map>

namespace fovea::training {
namespace {

constexpr std::int64_t kFewPhotos = 30;

std::string counted(std::int64_t count, const char *one, const char *many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

void adviseOnSize(CaptionReport &report) {
    if (report.photos == 0) {
        report.advice.emplace_back("There are no photos here. Add some, or choose another album.");
    } else if (report.captioned == 0) {
        report.advice.emplace_back("None of these photos has a caption. Write a few words for "
                                   "each, or put them in folders "
                                   "named after what they show.");
    } else if (report.captioned < kFewestPhotos) {
        report.advice.push_back(
            "Only " + counted(report.captioned, "photo has a caption", "photos have captions") +
            ", which is too few to learn from. Add captions until there are at least " +
            std::to_string(kFewestPhotos) + "; thirty and more teach better.");
    } else if (report.captioned < kFewPhotos) {
        report.advice.push_back(
            "With " + std::to_string(report.captioned) +
            " photos a name can be learned, and little else. More photos of the "
            "same things help, above all from other days.");
    }
}

void adviseOnCaptions(CaptionReport &report) {
    if (report.captioned < kFewestPhotos) {
        return;
    }
    if (report.distinct == 1) {
        report.advice.emplace_back(
            "All captions are equal, so nothing tells these photos from each other. Add photos of "
            "other things, or say what differs.");
    } else if (report.equal * 2 > report.captions) {
        report.advice.push_back(counted(report.equal, "caption is", "captions are") +
                                " shared by several photos. That is fine for names; to tell those "
                                "photos apart, say in each what differs.");
    }
    if (report.distinct > 1 && report.oneWord == report.captions) {
        report.advice.emplace_back(
            "Every caption is a single word. A short sentence, as \"Fido asleep on the sofa\", "
            "teaches more.");
    }
    if (report.tooLong > 0) {
        report.advice.push_back(
            counted(report.tooLong, "caption is", "captions are") +
            " longer than the model reads; their ends are cut off. Put what matters first.");
    }
    if (report.noCaption > report.captioned) {
        report.advice.push_back(counted(report.noCaption, "photo has", "photos have") +
                                " no caption and cannot be learned from.");
    }
}

} // namespace

CaptionReport reportOn(const CaptionedSet &set, const TokenCounter &countTokens,
                       std::size_t contextLength) {
    CaptionReport report;
    report.photos = static_cast<std::int64_t>(set.photos.size());
    report.unreadable = set.unreadable;
    std::unordered_map<std::string_view, std::int64_t> uses;
    for (const CaptionedPhoto &photo : set.photos) {
        report.captioned += photo.captions.empty() ? 0 : 1;
        report.captions += static_cast<std::int64_t>(photo.captions.size());
        for (const std::string &caption : photo.captions) {
            ++uses[caption];
            report.tooLong += countTokens(caption) > contextLength ? 1 : 0;
            report.oneWord += caption.find(' ') == std::string::npos ? 1 : 0;
        }
    }
    report.noCaption = report.photos - report.captioned;
    report.distinct = static_cast<std::int64_t>(uses.size());
    for (const auto &[caption, count] : uses) {
        if (count > 1) {
            report.equal += count;
            ++report.equalGroups;
        }
    }
    adviseOnSize(report);
    adviseOnCaptions(report);
    if (!report.unreadable.empty()) {
        report.advice.push_back(counted(static_cast<std::int64_t>(report.unreadable.size()),
                                        "file cannot", "files cannot") +
                                " be read and will be left out.");
    }
    return report;
}

} // namespace fovea::training
