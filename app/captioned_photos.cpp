#include "app/captioned_photos.h"

#include "app/paths.h"

#include <QLocale>

#include <map>

namespace fovea::app {
namespace {

training::CaptionKind kindOf(const std::string &captions) {
    if (captions == "names") {
        return training::CaptionKind::Names;
    }
    if (captions == "metadata") {
        return training::CaptionKind::Metadata;
    }
    return captions == "text" ? training::CaptionKind::Text : training::CaptionKind::Auto;
}

std::string languageOf(const TrainCommand &command) {
    return command.language.empty() ? captionLanguage() : command.language;
}

std::string namesOf(const std::vector<library::Album> &albums) {
    std::string names;
    for (const library::Album &album : albums) {
        names += (names.empty() ? "" : ", ") + album.name;
    }
    return names;
}

Result<library::Album> findAlbum(library::Library &library, const std::string &name) {
    const auto found = library.albums().find(name);
    if (!found) {
        return fail(found.error());
    }
    if (*found) {
        return **found;
    }
    const auto all = library.albums().all();
    if (!all) {
        return fail(all.error());
    }
    return fail(ErrorCode::NotFound, "There is no album \"" + name + "\" in this library" +
                                         (all->empty() ? std::string(", which has none yet.")
                                                       : "; there is " + namesOf(*all) + "."));
}

std::vector<std::string> confirmedOf(const library::PhotoCaptions &photo) {
    std::vector<std::string> texts;
    for (const library::Caption &caption : photo.captions) {
        if (caption.confirmed) {
            texts.push_back(caption.text);
        }
    }
    return texts;
}

std::filesystem::path rootOf(const std::vector<library::RootFolder> &roots,
                             const std::filesystem::path &file) {
    for (const library::RootFolder &root : roots) {
        const auto ends =
            std::mismatch(root.path.begin(), root.path.end(), file.begin(), file.end());
        if (ends.first == root.path.end()) {
            return root.path;
        }
    }
    return {};
}

Result<NamedCaptions> readAlbum(Session &session, const TrainCommand &command,
                                training::CaptionSource source) {
    library::Library &library = session.library();
    const auto album = findAlbum(library, command.album);
    if (!album) {
        return fail(album.error());
    }
    const auto ids = library.albums().photos(album->id);
    if (!ids) {
        return fail(ids.error());
    }
    const auto records = library.catalog().photos(*ids);
    const auto written = library.captions().get(*ids);
    const auto roots = library.catalog().roots();
    if (!records || !written || !roots) {
        return fail(!records ? records.error() : !written ? written.error() : roots.error());
    }
    std::map<PhotoId, std::vector<std::string>> captions;
    for (const library::PhotoCaptions &photo : *written) {
        captions[photo.photo] = confirmedOf(photo);
    }
    for (const library::PhotoRecord &record : *records) {
        source.album.push_back({record.id, record.path, rootOf(*roots, record.path),
                                captions[record.id], record.metadata});
    }
    auto set = training::readCaptions(source);
    if (!set) {
        return fail(set.error());
    }
    return NamedCaptions{album->name, std::move(*set)};
}

/// What the library knows of a file, and what the file says of itself where it knows nothing.
void askLibrary(Session &session, training::CaptionSource &source) {
    const auto photoAt = [&session](const std::filesystem::path &file) {
        return session.library().catalog().photoAt(file).value_or(std::nullopt);
    };
    source.written = [&session, photoAt](const std::filesystem::path &file) {
        std::vector<std::string> texts;
        if (const auto photo = photoAt(file)) {
            const auto captions = session.library().captions().get(std::span(&*photo, 1));
            if (captions && !captions->empty()) {
                texts = confirmedOf(captions->front());
            }
        }
        return texts;
    };
    source.metadata = [&session,
                       photoAt](const std::filesystem::path &file) -> Result<image::Metadata> {
        if (const auto photo = photoAt(file)) {
            const auto record = session.library().catalog().photo(*photo);
            if (record && *record) {
                return (*record)->metadata;
            }
        }
        const auto pool = session.decoders();
        if (!pool) {
            return fail(pool.error());
        }
        image::DecodeRequest request;
        request.file = file;
        auto read = (*pool)->decode(request);
        if (!read) {
            return fail(read.error());
        }
        return std::move(read->metadata);
    };
}

} // namespace

std::string captionLanguage() {
    return QLocale::system().name().toStdString();
}

Result<NamedCaptions> readCaptionedPhotos(Session &session, const TrainCommand &command,
                                          const StopToken &stop, const ProgressFunction &progress) {
    training::CaptionSource source;
    source.kind = kindOf(command.captions);
    source.language = languageOf(command);
    source.stop = &stop;
    source.progress = progress;
    if (!command.album.empty()) {
        return readAlbum(session, command, std::move(source));
    }
    source.data = absolutePath(command.data);
    if (!command.images.empty()) {
        source.images = absolutePath(command.images);
    }
    askLibrary(session, source);
    auto set = training::readCaptions(source);
    if (!set) {
        return fail(set.error());
    }
    auto name = source.data.has_filename() ? source.data : source.data.parent_path();
    return NamedCaptions{name.stem().string(), std::move(*set)};
}

Result<training::CaptionedSet> readGuardCaptions(const std::filesystem::path &data,
                                                 const StopToken &stop) {
    training::CaptionSource source;
    source.data = absolutePath(data);
    source.stop = &stop;
    return training::readCaptions(source);
}

} // namespace fovea::app
