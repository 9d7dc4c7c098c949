#include "app/session.h"

#include "app/paths.h"
#include "engine/clip/clip_loader.h"
#include "engine/core/resources.h"

#include <algorithm>
#include <cstdio>
#include <thread>

namespace fovea::app {
namespace {

constexpr std::int64_t kFewChanges = 1000;

} // namespace

int CommonOptions::threadCount() const {
    return threads > 0 ? threads
                       : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::vector<std::string> decodeWorkerCommand() {
    return {(executableFolder() / "fovea").string(), "decode-worker"};
}

Result<std::unique_ptr<image::DecodePool>> startDecoders(int workers) {
    image::DecodePoolOptions options;
    options.workers = workers;
    options.command = decodeWorkerCommand();
    return image::DecodePool::start(std::move(options));
}

Session::Session(CommonOptions options)
    : m_options(std::move(options)) {
    m_options.library =
        m_options.library.empty() ? defaultLibraryFolder() : absolutePath(m_options.library);
}

Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(const CommonOptions &options, Mode mode) {
    std::unique_ptr<Session> session(new Session(options));
    if (auto opened = session->openLibrary(mode); !opened) {
        return fail(opened.error());
    }
    if (auto chosen = session->chooseModel(); !chosen) {
        return fail(chosen.error());
    }
    const auto id = session->m_library->catalog().ensureSpace(session->m_choice.imageSpace());
    if (!id) {
        return fail(id.error());
    }
    session->m_spaceId = *id;
    return session;
}

Result<void> Session::openLibrary(Mode mode) {
    const auto &folder = m_options.library;
    if (mode == Mode::Existing && !library::Library::exists(folder)) {
        return fail(ErrorCode::NotFound, "There is no library in " + folder.string() +
                                             " yet. Make one: fovea index ~/Pictures");
    }
    auto library = library::Library::open(folder);
    if (!library && mode == Mode::Existing && library.error().code == ErrorCode::NoPermission) {
        m_readOnly = true;
        library = library::Library::open(folder, library::Library::Mode::ReadOnly);
    }
    if (!library) {
        return fail(library.error());
    }
    m_library = std::move(*library);
    return {};
}

Result<std::unique_ptr<Session>> Session::openWithoutLibrary(const CommonOptions &options) {
    std::unique_ptr<Session> session(new Session(options));
    if (options.model.empty() && library::Library::exists(session->m_options.library)) {
        auto library =
            library::Library::open(session->m_options.library, library::Library::Mode::ReadOnly);
        if (!library) {
            return fail(library.error());
        }
        session->m_library = std::move(*library);
    }
    auto chosen = session->chooseModel();
    session->m_library.reset();
    if (!chosen) {
        return fail(chosen.error());
    }
    return session;
}

Result<void> Session::chooseModel() {
    std::string name = m_options.model;
    if (name.empty() && m_library) {
        const auto chosen = m_library->catalog().setting(kModelSetting);
        if (!chosen) {
            return fail(chosen.error());
        }
        name = chosen->value_or("");
    }
    auto choice = app::chooseModel(name, m_options.library);
    if (!choice) {
        return fail(choice.error());
    }
    m_choice = std::move(*choice);
    return {};
}

Result<clip::ClipModel *> Session::model(clip::Precision precision, int threads) {
    if (!m_model) {
        auto model = clip::openModel(m_choice.config.folder,
                                     {m_options.device, precision, threads, m_choice.adapter});
        if (!model) {
            return fail(model.error());
        }
        m_model = std::move(*model);
    }
    return m_model.get();
}

Result<clip::ImageEncoder *> Session::imageEncoder(clip::Precision precision, int threads) {
    const auto opened = model(precision, threads);
    if (!opened) {
        return fail(opened.error());
    }
    return (*opened)->imageEncoder();
}

Result<clip::TextEncoder *> Session::textEncoder(clip::Precision precision, int threads) {
    const auto opened = model(precision, threads);
    if (!opened) {
        return fail(opened.error());
    }
    return (*opened)->textEncoder();
}

clip::ClipModel &Session::adopt(std::unique_ptr<clip::ClipModel> model) {
    m_model = std::move(model);
    return *m_model;
}

Result<image::DecodePool *> Session::decoders() {
    if (!m_decoders) {
        auto pool = startDecoders(m_options.threadCount());
        if (!pool) {
            return fail(pool.error());
        }
        m_decoders = std::move(*pool);
        if (const std::string note = m_decoders->sandboxNote(); !note.empty() && !m_options.quiet) {
            std::fprintf(stderr, "%s\n", note.c_str());
        }
    }
    return m_decoders.get();
}

Result<library::VectorIndex *> Session::vectorIndex(const StopToken *stop,
                                                    const ProgressFunction &progress) {
    if (!m_index) {
        m_index = m_library->openVectorIndex(m_spaceId, m_choice.space.dim);
    }
    const std::int64_t before = m_index->lastChange();
    const auto changes = m_index->catchUp(m_library->embeddings(), stop, progress);
    // Writing it takes longer than reading a few changes once more.
    if (m_index->lastChange() - before > std::min(kFewChanges, m_index->size() / 10)) {
        saveIndex();
    }
    if (!changes) {
        return fail(changes.error());
    }
    return m_index.get();
}

/// It is a cache: a disk that is full keeps nobody from searching, and is told of.
void Session::saveIndex() {
    if (m_readOnly) {
        return;
    }
    if (const auto saved = m_index->save(); !saved && !m_options.quiet) {
        std::fprintf(stderr, "%s. The next search builds the index again.\n",
                     saved.error().message.c_str());
    }
}

Result<clip::Embedding> Session::embedFile(const std::filesystem::path &file,
                                           clip::Precision precision) {
    auto pool = decoders();
    if (!pool) {
        return fail(pool.error());
    }
    image::DecodeRequest request;
    request.file = absolutePath(file);
    request.encoderInput = m_choice.config.preprocessing.input;
    auto photo = (*pool)->decode(request);
    if (!photo) {
        return fail(photo.error());
    }
    const auto encoder = imageEncoder(precision, m_options.threadCount());
    if (!encoder) {
        return fail(encoder.error());
    }
    auto encodings = (*encoder)->encode(std::span(&photo->encoderInput, 1));
    if (!encodings) {
        return fail(encodings.error());
    }
    return std::move(encodings->embeddings);
}

} // namespace fovea::app
