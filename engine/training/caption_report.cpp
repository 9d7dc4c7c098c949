#include "engine/training/caption_report.h"

#include <unordered_map>

namespace fovea::training {
namespace {

constexpr std::int64_t kFewPhotos = 30;

void advise(CaptionReport &report, AdviceKind kind, std::int64_t count = 0) {
    report.advice.push_back({kind, count});
}

void adviseOnSize(CaptionReport &report) {
    if (report.photos == 0) {
        advise(report, AdviceKind::NoPhotos);
    } else if (report.captioned == 0) {
        advise(report, AdviceKind::NoCaptions);
    } else if (report.captioned < kFewestPhotos) {
        advise(report, AdviceKind::TooFew, report.captioned);
    } else if (report.captioned < kFewPhotos) {
        advise(report, AdviceKind::FewPhotos, report.captioned);
    }
}

void adviseOnCaptions(CaptionReport &report) {
    if (report.captioned < kFewestPhotos) {
        return;
    }
    if (report.distinct == 1) {
        advise(report, AdviceKind::AllEqual);
    } else if (report.equal * 2 > report.captions) {
        advise(report, AdviceKind::ManyEqual, report.equal);
    }
    if (report.distinct > 1 && report.oneWord == report.captions) {
        advise(report, AdviceKind::SingleWords);
    }
    if (report.tooLong > 0) {
        advise(report, AdviceKind::TooLong, report.tooLong);
    }
    if (report.noCaption > report.captioned) {
        advise(report, AdviceKind::ManyBare, report.noCaption);
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
        advise(report, AdviceKind::Unreadable, static_cast<std::int64_t>(report.unreadable.size()));
    }
    return report;
}

} // namespace fovea::training
