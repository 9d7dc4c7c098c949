#include "app/train_refusal.h"

#include "app/machine_care.h"
#include "app/model_names.h"

#include <algorithm>

namespace fovea::app {
namespace {

using Kind = Refusal::Kind;

std::string sentenceOf(const Refusal &refusal) {
    const std::string source = "\"" + refusal.text + "\"";
    const std::string count = std::to_string(refusal.count);
    switch (refusal.kind) {
    case Kind::NoPhotos:
        return source + " has no photos, so there is nothing to learn from.";
    case Kind::NoneReadable:
        return "None of the " + count + " photos can be read; the first: " + refusal.text;
    case Kind::NoneCaptioned:
        return "None of the " + count + " photos of " + source +
               " has a caption. Write what is in them, or choose captions from elsewhere with "
               "--captions.";
    case Kind::OneCaptioned:
        return "Only one photo of " + source +
               " has a caption, and one alone shows no difference. Add captions to a few more, "
               "best to twenty and over.";
    case Kind::OneCaption:
        return "All captions are the same (" + source +
               "), so they do not tell one photo from another. Write captions that differ, or "
               "learn a name with --method names --words NAME.";
    case Kind::LittleMemory:
    case Kind::LittleSpace:
        break; // these know more than they tell
    }
    return {};
}

Refusal refusal(Kind kind, std::size_t count, std::string text) {
    Refusal made{kind, static_cast<std::int64_t>(count), 0, std::move(text), {}};
    made.sentence = sentenceOf(made);
    return made;
}

bool allTheSame(const std::vector<std::vector<std::string>> &captions) {
    const std::string &first = captions.front().front();
    return std::ranges::all_of(captions, [&first](const std::vector<std::string> &ofPhoto) {
        return std::ranges::all_of(ofPhoto,
                                   [&first](const std::string &text) { return text == first; });
    });
}

} // namespace

Error Refusal::error() const {
    return {kind == Kind::LittleMemory  ? ErrorCode::TooLarge
            : kind == Kind::LittleSpace ? ErrorCode::NoSpace
                                        : ErrorCode::BadUsage,
            sentence};
}

std::string_view refusalCode(Refusal::Kind kind) {
    switch (kind) {
    case Kind::NoPhotos:
        return "no_photos";
    case Kind::NoneReadable:
        return "none_readable";
    case Kind::NoneCaptioned:
        return "none_captioned";
    case Kind::OneCaptioned:
        return "one_captioned";
    case Kind::OneCaption:
        return "one_caption";
    case Kind::LittleMemory:
        return "little_memory";
    case Kind::LittleSpace:
        return "little_space";
    }
    return {};
}

std::optional<Refusal> refuseCaptions(const AlbumData &data, const TrainPlan &plan) {
    if (data.taught.photos.empty()) {
        return data.noCaption == 0 && !data.unreadable.empty()
                   ? refusal(Kind::NoneReadable, data.unreadable.size(),
                             data.unreadable.front().reason)
               : data.noCaption == 0 ? refusal(Kind::NoPhotos, 0, data.name)
                                     : refusal(Kind::NoneCaptioned, data.noCaption, data.name);
    }
    if (data.taught.photos.size() < 2) {
        return refusal(Kind::OneCaptioned, 1, data.name);
    }
    // A name is learned from captions that all are the same too.
    if (plan.chosen.options.method == training::Method::Names || !plan.words.empty() ||
        !allTheSame(data.taught.captions)) {
        return std::nullopt;
    }
    return refusal(Kind::OneCaption, data.taught.photos.size(),
                   data.taught.captions.front().front());
}

std::optional<Refusal> refuseResources(const Session &session, const AlbumPlan &plan,
                                       const std::filesystem::path &runFolder) {
    const MethodPlan &chosen = plan.plan.chosen;
    const std::int64_t memory = availableMemoryBytes();
    if (chosen.memoryBytes > memory) {
        return Refusal{Kind::LittleMemory,
                       chosen.memoryBytes,
                       memory,
                       {},
                       "This run needs up to " + sizeText(static_cast<double>(chosen.memoryBytes)) +
                           " of memory and " + sizeText(static_cast<double>(memory)) +
                           " are free. Take a smaller --batch than " +
                           std::to_string(chosen.options.batch) + ", or a lighter method."};
    }
    const std::int64_t pixels =
        training::pixelFileBytes(chosen.options.method, session.config(), plan.size);
    std::error_code error;
    const auto space = std::filesystem::space(runFolder, error);
    std::error_code missing;
    const auto there = std::filesystem::file_size(runFolder / "pixels.bin", missing);
    const std::int64_t room = static_cast<std::int64_t>(space.available) +
                              (missing ? 0 : static_cast<std::int64_t>(there));
    if (error || pixels <= room) {
        return std::nullopt;
    }
    return Refusal{Kind::LittleSpace, pixels, room, runFolder.string(),
                   "The pixels of " + std::to_string(plan.size.photos) + " photos take " +
                       sizeText(static_cast<double>(pixels)) + " in " + runFolder.string() +
                       ", where " + sizeText(static_cast<double>(room)) +
                       " are free. Make room, or choose --method projection."};
}

} // namespace fovea::app
