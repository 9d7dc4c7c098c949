#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fovea::training {

/// What a person is told of captions before they are learned from. Programs know each by its code,
/// and say it in the language of their user.
enum class AdviceKind {
    FewPhotos,    ///< `count` with captions: a name can be learned, and little else
    ManyEqual,    ///< `count` captions are shared by several photos
    SingleWords,  ///< every caption is one
    TooLong,      ///< `count` captions, for the model to read them whole
    ManyBare,     ///< `count` photos have no caption, and they are the most
    Unreadable,   ///< `count` files are left out
    NothingAside, ///< too few photos differ to keep any aside
    NoGuard,      ///< there are no photos besides
    TooFew,       ///< `count` captioned photos teach nothing that can be measured
    AllEqual,     ///< captions
    NoCaptions,   ///< in any of the photos
    NoPhotos,
};

struct Advice {
    AdviceKind kind = AdviceKind::FewPhotos;
    std::int64_t count = 0;

    bool operator==(const Advice &) const = default;
};

/// "few_photos"
std::string_view adviceCode(AdviceKind kind);
/// A sentence or two for the command line.
std::string adviceSentence(const Advice &advice);

} // namespace fovea::training
