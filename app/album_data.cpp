#include "app/album_data.h"

#include "app/captioned_photos.h"
#include "engine/training/counter_random.h"

#include <algorithm>
#include <map>
#include <set>

namespace fovea::app {
namespace {

constexpr std::size_t kMostGuards = 500;
constexpr std::size_t kFewestCaptionedGuards = 50;

ProgressFunction telling(TrainReporter &reporter, std::string_view phase) {
    return [&reporter, phase](const Progress &progress) { reporter.progress(phase, progress); };
}

/// Photos with the same contents become one with the captions of all.
PhotoSet mergeByContent(std::vector<KnownPhoto> photos, std::vector<training::CaptionedPhoto> said,
                        std::vector<training::UnreadablePicture> &unreadable) {
    PhotoSet set;
    std::map<ContentHash, std::size_t> numbers;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (!photos[i].failure.empty()) {
            unreadable.push_back({photos[i].shown, photos[i].failure});
            continue;
        }
        const auto [found, isNew] = numbers.emplace(photos[i].content, set.photos.size());
        if (isNew) {
            set.add(std::move(photos[i]), std::move(said[i].captions));
            continue;
        }
        auto &captions = set.captions[found->second];
        for (std::string &caption : said[i].captions) {
            if (std::ranges::find(captions, caption) == captions.end()) {
                captions.push_back(std::move(caption));
            }
        }
    }
    return set;
}

Result<PhotoSet> identify(Session &session, std::vector<training::CaptionedPhoto> photos,
                          std::vector<training::UnreadablePicture> &unreadable,
                          const StopToken &stop, TrainReporter &reporter) {
    auto known = identifyPhotos(session, photos, stop, telling(reporter, "reading"));
    if (!known) {
        return fail(known.error());
    }
    return mergeByContent(std::move(*known), std::move(photos), unreadable);
}

/// Leaves those that are taught out.
PhotoSet besides(PhotoSet set, const PhotoSet &taught) {
    std::set<ContentHash> contents;
    for (const KnownPhoto &photo : taught.photos) {
        contents.insert(photo.content);
    }
    PhotoSet rest;
    for (std::size_t i = 0; i < set.photos.size(); ++i) {
        if (!contents.contains(set.photos[i].content)) {
            rest.add(std::move(set.photos[i]), std::move(set.captions[i]));
        }
    }
    return rest;
}

Result<PhotoSet> guardOfFile(Session &session, const TrainCommand &command, const StopToken &stop,
                             TrainReporter &reporter) {
    auto captions = readGuardCaptions(command.guard, stop);
    if (!captions) {
        return fail(captions.error());
    }
    std::erase_if(captions->photos,
                  [](const training::CaptionedPhoto &photo) { return photo.captions.empty(); });
    std::vector<training::UnreadablePicture> unreadable = std::move(captions->unreadable);
    auto set = identify(session, std::move(captions->photos), unreadable, stop, reporter);
    if (set && !unreadable.empty()) {
        return fail(ErrorCode::Failed, unreadable.front().reason +
                                           " What guards has to be whole, or the figures would "
                                           "not be comparable.");
    }
    if (set && set->photos.empty()) {
        return fail(ErrorCode::BadUsage,
                    command.guard.string() + " has no captions, so it cannot guard anything.");
    }
    return set;
}

/// As many of the library's photos as guard, drawn by the seed.
std::vector<PhotoId> draw(std::vector<PhotoId> ids, std::uint64_t seed) {
    const auto order = training::shuffled(
        ids.size(), training::CounterRandom(training::Draw::Split, {seed, ids.size()}));
    std::vector<PhotoId> drawn;
    for (std::size_t i = 0; i < std::min(kMostGuards, order.size()); ++i) {
        drawn.push_back(ids[order[i]]);
    }
    std::ranges::sort(drawn);
    return drawn;
}

/// Photos that are there and have been encoded, or can be.
Result<std::vector<KnownPhoto>> lookUp(Session &session, const std::vector<PhotoId> &ids) {
    const auto records = session.library().catalog().photos(ids);
    const auto identities = session.library().catalog().identities(ids);
    if (!records || !identities) {
        return fail(!records ? records.error() : identities.error());
    }
    std::map<PhotoId, ContentHash> contents;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        contents[ids[i]] = (*identities)[i].content;
    }
    std::vector<KnownPhoto> photos;
    for (const library::PhotoRecord &record : *records) {
        if (!record.offline) {
            photos.push_back({record.path, record.path, record.id, contents[record.id], {}});
        }
    }
    return photos;
}

std::vector<PhotoId> without(std::vector<PhotoId> ids, const PhotoSet &taught) {
    std::set<PhotoId> taken;
    for (const KnownPhoto &photo : taught.photos) {
        taken.insert(photo.photo);
    }
    std::erase_if(ids, [&](PhotoId id) { return taken.contains(id); });
    return ids;
}

/// Captioned photos of the library besides, where there are enough; else any of it.
Result<void> guardOfLibrary(Session &session, const TrainCommand &command, AlbumData &data) {
    library::Library &library = session.library();
    auto captioned = library.captions().captioned();
    if (!captioned) {
        return fail(captioned.error());
    }
    std::vector<PhotoId> ids = without(std::move(*captioned), data.taught);
    data.guardIsAgreement = ids.size() < kFewestCaptionedGuards;
    if (data.guardIsAgreement) {
        const auto all = library.catalog().timeline();
        if (!all) {
            return fail(all.error());
        }
        ids.clear();
        for (const auto &photo : *all) {
            ids.push_back(photo.id);
        }
        std::ranges::sort(ids);
        ids = without(std::move(ids), data.taught);
    }
    auto photos = lookUp(session, draw(std::move(ids), command.seed));
    if (!photos) {
        return fail(photos.error());
    }
    for (KnownPhoto &photo : *photos) {
        std::vector<std::string> texts;
        if (!data.guardIsAgreement) {
            const auto captions = library.captions().get(std::span(&photo.photo, 1));
            if (!captions) {
                return fail(captions.error());
            }
            for (const library::Caption &caption : captions->front().captions) {
                if (caption.confirmed) {
                    texts.push_back(caption.text);
                }
            }
        }
        data.guard.add(std::move(photo), std::move(texts));
    }
    return {};
}

} // namespace

void PhotoSet::add(KnownPhoto photo, std::vector<std::string> said) {
    photos.push_back(std::move(photo));
    captions.push_back(std::move(said));
}

void PhotoSet::removeFailed() {
    PhotoSet sound;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (photos[i].failure.empty()) {
            sound.add(std::move(photos[i]), std::move(captions[i]));
        }
    }
    *this = std::move(sound);
}

ContentHash AlbumData::hash() const {
    std::string all;
    for (std::size_t i = 0; i < taught.photos.size(); ++i) {
        all += toHex(taught.photos[i].content);
        for (const std::string &caption : taught.captions[i]) {
            all += caption + '\n';
        }
    }
    return hashContent(std::as_bytes(std::span(all)));
}

Result<AlbumData> readAlbumData(Session &session, const TrainCommand &command,
                                const StopToken &stop, TrainReporter &reporter) {
    auto captions = readCaptionedPhotos(session, command, stop, telling(reporter, "reading"));
    if (!captions) {
        return fail(captions.error());
    }
    AlbumData data;
    data.name = captions->name;
    data.unreadable = std::move(captions->set.unreadable);
    auto found =
        identify(session, std::move(captions->set.photos), data.unreadable, stop, reporter);
    if (!found) {
        return fail(found.error());
    }
    for (std::size_t i = 0; i < found->photos.size(); ++i) {
        if (found->captions[i].empty()) {
            ++data.noCaption;
        } else {
            data.taught.add(std::move(found->photos[i]), std::move(found->captions[i]));
        }
    }
    if (command.guard.empty()) {
        if (auto chosen = guardOfLibrary(session, command, data); !chosen) {
            return fail(chosen.error());
        }
        return data;
    }
    auto guard = guardOfFile(session, command, stop, reporter);
    if (!guard) {
        return fail(guard.error());
    }
    data.guard = besides(std::move(*guard), data.taught);
    data.guardIsAgreement = false;
    return data;
}

Result<std::vector<KnownPhoto>> photosByContent(Session &session,
                                                const std::vector<std::string> &contents) {
    const auto all = session.library().catalog().timeline();
    if (!all) {
        return fail(all.error());
    }
    std::vector<PhotoId> ids;
    for (const auto &photo : *all) {
        ids.push_back(photo.id);
    }
    const auto identities = session.library().catalog().identities(ids);
    if (!identities) {
        return fail(identities.error());
    }
    const std::set<std::string> wanted(contents.begin(), contents.end());
    std::map<std::string, PhotoId> found;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::string content = toHex((*identities)[i].content);
        if (wanted.contains(content)) {
            found.emplace(std::move(content), ids[i]);
        }
    }
    std::vector<PhotoId> inOrder;
    for (const std::string &content : contents) {
        if (const auto photo = found.find(content); photo != found.end()) {
            inOrder.push_back(photo->second);
        }
    }
    return lookUp(session, inOrder);
}

} // namespace fovea::app
