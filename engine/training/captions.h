#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/image/metadata.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// Where a photo's captions came from, best first.
enum class CaptionOrigin { Person, Table, Archive, TextFile, Metadata, Keywords, Folders, None };

/// "person", "table", "archive", "text", "metadata", "keywords", "folders", "none".
std::string_view originName(CaptionOrigin origin);

/// A picture of a data set with all of its captions.
struct CaptionedPhoto {
    std::filesystem::path file; ///< the picture, or the shard that holds it
    std::string member;         ///< its name within the shard; empty for a file of its own
    PhotoId photo;              ///< of the library, where it is known
    std::vector<std::string> captions;
    CaptionOrigin origin = CaptionOrigin::None;

    bool operator==(const CaptionedPhoto &) const = default;
};

/// A picture or a source of captions that could not be used.
struct UnreadablePicture {
    std::filesystem::path path;
    std::string reason; ///< a sentence

    bool operator==(const UnreadablePicture &) const = default;
};

/// Pictures in a fixed order: that of the album, table or shards, else that of their paths.
struct CaptionedSet {
    std::vector<CaptionedPhoto> photos; ///< those without captions too
    std::vector<UnreadablePicture> unreadable;
};

/// Which of the things that lie about are taken as captions.
enum class CaptionKind {
    Auto,     ///< the best that each photo has, in the order of CaptionOrigin
    Names,    ///< names of folders
    Metadata, ///< captions in the file (XMP, IPTC), else its keywords
    Text,     ///< a text file beside the photo
};

/// A photo of an album, with what the library knows of it.
struct AlbumPhoto {
    PhotoId photo;
    std::filesystem::path file;
    std::filesystem::path root;       ///< the folder above which names mean nothing
    std::vector<std::string> written; ///< captions that a person wrote or confirmed
    image::Metadata metadata;
};

/// What to read: an album, or data outside the library.
struct CaptionSource {
    std::vector<AlbumPhoto> album; ///< where `data` is empty
    /// A CSV file, a COCO file, tar shards (a file, a folder, a pattern with braces), or a folder
    /// of pictures.
    std::filesystem::path data;
    std::filesystem::path
        images; ///< where the pictures of a CSV or COCO file lie; empty: looked for
    CaptionKind kind = CaptionKind::Auto;
    std::string
        language; ///< "de" or "pt_BR", of text files in many languages; empty: the first line
    /// What a person wrote in Fovea for a file outside an album, and what the file says of itself;
    /// may be null.
    std::function<std::vector<std::string>(const std::filesystem::path &)> written;
    std::function<Result<image::Metadata>(const std::filesystem::path &)> metadata;
    ProgressFunction progress;
    const StopToken *stop = nullptr;
};

/// Reads pictures and captions, or tells why there are none. One broken shard or file does not
/// spoil the rest: it is listed as unreadable. Pictures are not opened.
Result<CaptionedSet> readCaptions(const CaptionSource &source);

} // namespace fovea::training
