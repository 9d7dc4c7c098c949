#include "app/albums_command.h"
#include "app/commands.h"
#include "app/json_output.h"
#include "app/library_lookup.h"
#include "app/paths.h"
#include "engine/training/captions.h"
#include "engine/training/text_captions.h"

#include <cstdio>
#include <unordered_set>

namespace fovea::app {
namespace {

Result<int> print(library::Library &library, const std::vector<PhotoId> &photos,
                  std::int64_t changed, bool json) {
    const auto records = library.catalog().photos(photos);
    if (!records) {
        return fail(records.error());
    }
    std::vector<PhotoId> known;
    for (const library::PhotoRecord &record : *records) {
        known.push_back(record.id);
    }
    const auto captions = library.captions().get(known);
    if (!captions) {
        return fail(captions.error());
    }
    nlohmann::json all = nlohmann::json::array();
    for (std::size_t i = 0; i < records->size(); ++i) {
        const library::PhotoRecord &photo = (*records)[i];
        if (json) {
            all.push_back({{"photo", photo.id.value},
                           {"path", photo.path.string()},
                           {"captions", toJson((*captions)[i].captions)},
                           {"file_caption", photo.metadata.caption},
                           {"keywords", photo.metadata.keywords}});
            continue;
        }
        std::printf("%s\n", photo.path.c_str());
        for (const library::Caption &caption : (*captions)[i].captions) {
            std::printf("    %s%s\n", caption.text.c_str(),
                        caption.confirmed ? "" : "  (proposed)");
        }
        if (!photo.metadata.caption.empty()) {
            std::printf("    %s  (in the file)\n", photo.metadata.caption.c_str());
        }
    }
    if (json) {
        printJson({{"photos", all}, {"changed", changed}});
    }
    return ExitDone;
}

/// The photos that are meant, and the captions that were written behind them.
struct Meant {
    std::vector<PhotoId> photos;
    std::vector<std::string> texts;
};

Result<Meant> whatIsMeant(library::Library &library, const CaptionCommand &command) {
    Meant meant;
    meant.texts = command.words;
    if (!command.album.empty()) {
        const auto album = findAlbum(library, command.album);
        if (!album) {
            return fail(album.error());
        }
        auto photos = library.albums().photos(album->id);
        if (!photos) {
            return fail(photos.error());
        }
        meant.photos = std::move(*photos);
        return meant;
    }
    if (command.words.empty()) {
        return fail(ErrorCode::BadUsage,
                    "Say which photo: fovea caption fido.jpg \"our dog Fido\"");
    }
    auto photos = findPhotos(library.catalog(), std::span(command.words).first(1));
    if (!photos) {
        return fail(photos.error());
    }
    meant.photos = std::move(*photos);
    meant.texts.erase(meant.texts.begin());
    return meant;
}

/// Takes over what a table, a COCO file or a folder says of photos that are in the library.
Result<int> takeOver(library::Library &library, const CaptionCommand &command) {
    std::unordered_set<PhotoId> wanted;
    if (!command.album.empty()) {
        const auto meant = whatIsMeant(library, command);
        if (!meant) {
            return fail(meant.error());
        }
        wanted.insert(meant->photos.begin(), meant->photos.end());
    }
    training::CaptionSource source;
    source.data = absolutePath(command.data);
    source.language = training::environmentLanguage();
    const auto set = training::readCaptions(source);
    if (!set) {
        return fail(set.error());
    }
    std::vector<library::PhotoCaptions> captions;
    std::vector<PhotoId> photos;
    std::size_t strangers = 0;
    for (const training::CaptionedPhoto &read : set->photos) {
        const auto photo = library.catalog().photoAt(read.file);
        if (!photo) {
            return fail(photo.error());
        }
        const bool isWanted = *photo && (command.album.empty() || wanted.contains(**photo));
        strangers += isWanted ? 0 : 1;
        if (!isWanted || read.captions.empty()) {
            continue;
        }
        library::PhotoCaptions of{**photo, {}};
        for (const std::string &text : read.captions) {
            of.captions.push_back({text, std::string(originName(read.origin)), true});
        }
        photos.push_back(of.photo);
        captions.push_back(std::move(of));
    }
    if (strangers > 0) {
        std::fprintf(stderr, "%zu of %zu pictures are not in the %s and were passed over.\n",
                     strangers, set->photos.size(), command.album.empty() ? "library" : "album");
    }
    const auto before = library.captions().set(captions);
    if (!before) {
        return fail(before.error());
    }
    if (command.json) {
        return print(library, photos, static_cast<std::int64_t>(before->size()), true);
    }
    std::printf("%zu photos have the captions of %s now.\n", before->size(), source.data.c_str());
    return ExitDone;
}

} // namespace

Result<int> runCaption(const CommonOptions &common, const CaptionCommand &command) {
    const auto opened = openLibrary(common);
    if (!opened) {
        return fail(opened.error());
    }
    library::Library &library = **opened;
    if (!command.data.empty()) {
        return takeOver(library, command);
    }
    const auto meant = whatIsMeant(library, command);
    if (!meant) {
        return fail(meant.error());
    }
    if (command.clear && !meant->texts.empty()) {
        return fail(ErrorCode::BadUsage, "A caption cannot be written and cleared at once.");
    }
    std::int64_t changed = 0;
    if (command.confirm) {
        const auto confirmed = library.captions().confirm(meant->photos);
        if (!confirmed) {
            return fail(confirmed.error());
        }
        changed = *confirmed;
    }
    if (command.clear || !meant->texts.empty()) {
        std::vector<library::PhotoCaptions> captions;
        for (const PhotoId photo : meant->photos) {
            library::PhotoCaptions of{photo, {}};
            for (const std::string &text : meant->texts) {
                of.captions.push_back({text, "person", true});
            }
            captions.push_back(std::move(of));
        }
        const auto before = library.captions().set(captions);
        if (!before) {
            return fail(before.error());
        }
        changed += static_cast<std::int64_t>(before->size());
    }
    return print(library, meant->photos, changed, command.json);
}

} // namespace fovea::app
