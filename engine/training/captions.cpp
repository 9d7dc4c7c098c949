#include "engine/training/captions.h"

#include "engine/training/caption_csv.h"
#include "engine/training/caption_text.h"
#include "engine/training/coco_captions.h"
#include "engine/training/folder_captions.h"
#include "engine/training/picture_walk.h"
#include "engine/training/tar_shards.h"
#include "engine/training/text_captions.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace fovea::training {
namespace {

constexpr std::array<std::string_view, 8> kOriginNames{"person",   "table",    "archive", "text",
                                                       "metadata", "keywords", "folders", "none"};

tl::unexpected<Error> stopped() {
    return fail(ErrorCode::Stopped, "Stopped before the captions were read.");
}

bool stopRequested(const CaptionSource &source) {
    return source.stop != nullptr && source.stop->stopRequested();
}

/// Takes what is offered as the captions of a photo that has none yet. White space alone is none,
/// and the same text twice is one.
void offer(CaptionedPhoto &photo, CaptionOrigin origin, const std::vector<std::string> &texts) {
    if (!photo.captions.empty()) {
        return;
    }
    for (const std::string &text : texts) {
        auto caption = cleanCaption(text);
        if (!caption.empty() &&
            std::ranges::find(photo.captions, caption) == photo.captions.end()) {
            photo.captions.push_back(std::move(caption));
            photo.origin = origin;
        }
    }
}

/// "Animals|Dog" of a tree of keywords is "Dog"; all of them are one caption.
std::string joinKeywords(const std::vector<std::string> &keywords) {
    std::string joined;
    for (const std::string &keyword : keywords) {
        const auto last =
            cleanCaption(std::string_view(keyword).substr(keyword.find_last_of('|') + 1));
        if (!last.empty()) {
            joined.append(joined.empty() ? "" : ", ").append(last);
        }
    }
    return joined;
}

void offerMetadata(CaptionedPhoto &photo, const image::Metadata &metadata) {
    offer(photo, CaptionOrigin::Metadata, {metadata.caption});
    offer(photo, CaptionOrigin::Keywords, {joinKeywords(metadata.keywords)});
}

CaptionedSet readAlbum(const CaptionSource &source) {
    CaptionedSet set;
    const bool all = source.kind == CaptionKind::Auto;
    for (const AlbumPhoto &known : source.album) {
        CaptionedPhoto photo{known.file, {}, known.photo, {}, CaptionOrigin::None};
        if (all) {
            offer(photo, CaptionOrigin::Person, known.written);
        }
        if (all || source.kind == CaptionKind::Text) {
            offer(photo, CaptionOrigin::TextFile, {textCaption(known.file, source.language)});
        }
        if (all || source.kind == CaptionKind::Metadata) {
            offerMetadata(photo, known.metadata);
        }
        if (all || source.kind == CaptionKind::Names) {
            offer(photo, CaptionOrigin::Folders, {folderCaption(known.file, known.root, true)});
        }
        set.photos.push_back(std::move(photo));
    }
    return set;
}

Result<CaptionedSet> readFolder(const CaptionSource &source, const std::filesystem::path &folder) {
    CaptionedSet set;
    auto pictures = findPictures(folder, set.unreadable, source.stop);
    if (!pictures) {
        return fail(pictures.error());
    }
    const bool all = source.kind == CaptionKind::Auto;
    Progress progress;
    progress.total = static_cast<std::int64_t>(pictures->size());
    for (auto &file : *pictures) {
        if (stopRequested(source)) {
            return stopped();
        }
        CaptionedPhoto photo{std::move(file), {}, {}, {}, CaptionOrigin::None};
        if (all && source.written) {
            offer(photo, CaptionOrigin::Person, source.written(photo.file));
        }
        if (all || source.kind == CaptionKind::Text) {
            offer(photo, CaptionOrigin::TextFile, {textCaption(photo.file, source.language)});
        }
        if ((all || source.kind == CaptionKind::Metadata) && photo.captions.empty() &&
            source.metadata) {
            const auto metadata = source.metadata(photo.file);
            if (!metadata) {
                set.unreadable.push_back({photo.file, metadata.error().message});
                continue;
            }
            offerMetadata(photo, *metadata);
        }
        if (all || source.kind == CaptionKind::Names) {
            offer(photo, CaptionOrigin::Folders, {folderCaption(photo.file, folder, true)});
        }
        set.photos.push_back(std::move(photo));
        ++progress.done;
        if (source.progress) {
            source.progress(progress);
        }
    }
    return set;
}

/// Takes out pictures that are not there, and lists them.
void dropMissing(CaptionedSet &set) {
    std::erase_if(set.photos, [&](const CaptionedPhoto &photo) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(photo.file, ignored)) {
            return false;
        }
        set.unreadable.push_back({photo.file, "There is no picture " + photo.file.string() + "."});
        return true;
    });
}

void offerWritten(CaptionedSet &set, const CaptionSource &source) {
    for (CaptionedPhoto &photo : set.photos) {
        CaptionedPhoto written{photo.file, {}, photo.photo, {}, CaptionOrigin::None};
        offer(written, CaptionOrigin::Person,
              source.written ? source.written(photo.file) : std::vector<std::string>{});
        if (!written.captions.empty()) {
            photo = std::move(written);
        }
    }
}

Result<CaptionedSet> readTable(const CaptionSource &source) {
    auto rows = readCaptionCsv(source.data, source.images);
    if (!rows) {
        return fail(rows.error());
    }
    CaptionedSet set;
    std::unordered_map<std::string, std::size_t> numbers;
    for (const CaptionRow &row : *rows) {
        const auto [found, isNew] = numbers.emplace(row.file.native(), set.photos.size());
        if (isNew) {
            set.photos.push_back({row.file, {}, {}, {}, CaptionOrigin::None});
        }
        CaptionedPhoto &photo = set.photos[found->second];
        auto caption = cleanCaption(row.caption);
        if (!caption.empty() &&
            std::ranges::find(photo.captions, caption) == photo.captions.end()) {
            photo.captions.push_back(std::move(caption));
            photo.origin = CaptionOrigin::Table;
        }
    }
    return set;
}

Result<CaptionedSet> readShards(const CaptionSource &source) {
    const auto shards = findShards(source.data);
    if (!shards) {
        return fail(shards.error());
    }
    CaptionedSet set;
    Progress progress;
    progress.total = static_cast<std::int64_t>(shards->size());
    for (const auto &file : *shards) {
        auto shard = TarShard::open(file, TarShard::Images::Skip);
        if (!shard) {
            set.unreadable.push_back({file, shard.error().message});
            continue;
        }
        while (true) {
            if (stopRequested(source)) {
                return stopped();
            }
            auto sample = shard->next();
            if (!sample) {
                set.unreadable.push_back({file, sample.error().message});
                break;
            }
            if (!*sample) {
                break;
            }
            if (!(*sample)->problem.empty()) {
                set.unreadable.push_back({file, (*sample)->problem});
            } else if ((*sample)->usable()) {
                const bool has = !(*sample)->captions.empty();
                set.photos.push_back({file,
                                      (*sample)->member,
                                      {},
                                      std::move((*sample)->captions),
                                      has ? CaptionOrigin::Archive : CaptionOrigin::None});
            }
        }
        ++progress.done;
        if (source.progress) {
            source.progress(progress);
        }
    }
    return set;
}

/// A folder with shards and without pictures of its own is a folder of shards.
bool isShardFolder(const std::filesystem::path &folder) {
    bool hasShard = false;
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const std::string extension = entry->path().extension().string();
        if (extension == ".jpg" || extension == ".jpeg" || extension == ".png") {
            return false;
        }
        hasShard = hasShard || hasShardExtension(entry->path());
    }
    return hasShard;
}

Result<CaptionedSet> readData(const CaptionSource &source) {
    std::error_code error;
    auto data = std::filesystem::absolute(source.data, error).lexically_normal();
    if (!data.has_filename()) {
        data = data.parent_path(); // "photos/" and "photos" are one folder
    }
    if (std::filesystem::is_directory(data, error)) {
        return isShardFolder(data) ? readShards(source) : readFolder(source, data);
    }
    const bool isPattern = data.native().find('{') != std::string::npos;
    if (!std::filesystem::exists(data, error) && !isPattern) {
        return fail(ErrorCode::NotFound,
                    "There is no " + data.string() + " to learn from. Check the path.");
    }
    if (hasShardExtension(data) || isPattern) {
        return readShards(source);
    }
    const std::string extension = data.extension().string();
    const bool isJson = extension == ".json" || extension == ".JSON";
    auto set = isJson ? readCocoCaptions(data, source.images) : readTable(source);
    if (set) {
        dropMissing(*set);
        if (source.kind == CaptionKind::Auto) {
            offerWritten(*set, source);
        }
    }
    return set;
}

} // namespace

std::string_view originName(CaptionOrigin origin) {
    return kOriginNames[static_cast<std::size_t>(origin)];
}

Result<CaptionedSet> readCaptions(const CaptionSource &source) {
    if (source.data.empty()) {
        return readAlbum(source);
    }
    auto set = readData(source);
    if (set && set->photos.empty()) {
        std::string reason = "There are no pictures to learn from in " + source.data.string() + ".";
        if (!set->unreadable.empty()) {
            reason += " " + set->unreadable.front().reason;
        }
        return fail(ErrorCode::NotFound, std::move(reason));
    }
    return set;
}

} // namespace fovea::training
