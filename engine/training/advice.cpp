#include "engine/training/advice.h"

#include "engine/training/caption_report.h"

namespace fovea::training {
namespace {

std::string counted(std::int64_t count, const char *one, const char *many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string tooFew(std::int64_t photos) {
    return "Only " + counted(photos, "photo has a caption", "photos have captions") +
           ", which is too few to learn from. Add captions until there are at least " +
           std::to_string(kFewestPhotos) + "; thirty and more teach better.";
}

} // namespace

std::string_view adviceCode(AdviceKind kind) {
    switch (kind) {
    case AdviceKind::NoPhotos:
        return "no_photos";
    case AdviceKind::NoCaptions:
        return "no_captions";
    case AdviceKind::TooFew:
        return "too_few";
    case AdviceKind::FewPhotos:
        return "few_photos";
    case AdviceKind::AllEqual:
        return "all_equal";
    case AdviceKind::ManyEqual:
        return "many_equal";
    case AdviceKind::SingleWords:
        return "single_words";
    case AdviceKind::TooLong:
        return "too_long";
    case AdviceKind::ManyBare:
        return "many_bare";
    case AdviceKind::Unreadable:
        return "unreadable";
    case AdviceKind::NothingAside:
        return "nothing_aside";
    case AdviceKind::NoGuard:
        return "no_guard";
    }
    return {};
}

std::string adviceSentence(const Advice &advice) {
    switch (advice.kind) {
    case AdviceKind::NoPhotos:
        return "There are no photos here. Add some, or choose another album.";
    case AdviceKind::NoCaptions:
        return "None of these photos has a caption. Write a few words for each, or put them in "
               "folders named after what they show.";
    case AdviceKind::TooFew:
        return tooFew(advice.count);
    case AdviceKind::FewPhotos:
        return "With " + std::to_string(advice.count) +
               " photos a name can be learned, and little else. More photos of the same things "
               "help, above all from other days.";
    case AdviceKind::AllEqual:
        return "All captions are equal, so nothing tells these photos from each other. Add photos "
               "of other things, or say what differs.";
    case AdviceKind::ManyEqual:
        return counted(advice.count, "caption is", "captions are") +
               " shared by several photos. That is fine for names; to tell those photos apart, say "
               "in each what differs.";
    case AdviceKind::SingleWords:
        return "Every caption is a single word. A short sentence, as \"Fido asleep on the sofa\", "
               "teaches more.";
    case AdviceKind::TooLong:
        return counted(advice.count, "caption is", "captions are") +
               " longer than the model reads; their ends are cut off. Put what matters first.";
    case AdviceKind::ManyBare:
        return counted(advice.count, "photo has", "photos have") +
               " no caption and cannot be learned from.";
    case AdviceKind::Unreadable:
        return counted(advice.count, "file cannot", "files cannot") +
               " be read and will be left out.";
    case AdviceKind::NothingAside:
        return "Too few photos differ to keep any aside, so nothing tells how well it finds what "
               "it has not seen.";
    case AdviceKind::NoGuard:
        return "The library has no other photos, so those of the album itself watch over other "
               "searches.";
    }
    return {};
}

} // namespace fovea::training
