#include "app/search_worker.h"

#include "app/paths.h"
#include "app/photo_items.h"
#include "engine/clip/clip_loader.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>

namespace fovea::app {

namespace {

constexpr std::size_t kRememberedImages = 64;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(fovea::app::SearchWorker)
};

QByteArray keyOf(const ImageClue &clue) {
    if (!clue.encoded.isEmpty()) {
        return QCryptographicHash::hash(clue.encoded, QCryptographicHash::Sha256);
    }
    const QFileInfo info(clue.file);
    return clue.file.toUtf8() + '\0' + QByteArray::number(info.size()) + '\0' +
           QByteArray::number(info.lastModified().toMSecsSinceEpoch());
}

} // namespace

SearchWorker::SearchWorker(SearchService::Options options, const StopToken &stop,
                           ModelReport report)
    : m_options(std::move(options))
    , m_stop(stop)
    , m_report(std::move(report)) {}

void SearchWorker::reset() {
    m_engine.reset();
    m_index.reset();
    m_encoded.clear();
    m_space.reset();
    closeModel();
}

void SearchWorker::closeModel() {
    if (m_engine) {
        m_engine->setTextEncoder(nullptr); // and with it what was kept of phrases
    }
    m_choice.reset();
    m_model.reset();
    m_report(SearchService::ModelState::Asleep, {});
}

/// An adapter that was switched on or off may change what texts mean over the same photos: the
/// model is opened anew then. True where it was.
Result<bool> SearchWorker::followChoice() {
    const auto setting = m_library->catalog().setting(kModelSetting);
    if (!setting) {
        return fail(setting.error());
    }
    std::string wanted = setting->value_or(std::string());
    if (wanted == m_wanted) {
        return false;
    }
    m_wanted = std::move(wanted);
    if (!m_model) {
        return false;
    }
    const auto choice = m_options.model(m_wanted, *m_space);
    if (choice && choice->config.folder == m_choice->config.folder &&
        choice->adapter == m_choice->adapter) {
        return false; // another one is chosen, and is not through with the photos yet
    }
    closeModel();
    return true;
}

Result<bool> SearchWorker::refresh() {
    if (!m_library) {
        auto library = library::Library::open(m_options.libraryFolder);
        if (!library) {
            return fail(library.error());
        }
        m_library = std::move(*library);
    }
    const auto active = m_library->catalog().activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (!*active) {
        return false; // nothing is indexed yet
    }
    bool changed = false;
    if (m_space != **active) {
        if (m_space) {
            changed = true;
            reset();
        }
        if (auto opened = openSpace(**active); !opened) {
            return fail(opened.error());
        }
    }
    const auto followed = followChoice();
    if (!followed) {
        return fail(followed.error());
    }
    changed = changed || *followed;
    const std::int64_t before = m_index->lastChange();
    const auto last = m_library->embeddings().lastChange(m_spaceId);
    if (!last) {
        return fail(last.error());
    }
    if (*last <= before) {
        return changed;
    }
    if (auto changes = m_index->catchUp(m_library->embeddings(), &m_stop); !changes) {
        return fail(changes.error());
    }
    return changed || m_index->lastChange() != before;
}

Result<void> SearchWorker::openSpace(const clip::EmbeddingSpace &space) {
    const auto id = m_library->catalog().ensureSpace(space);
    if (!id) {
        return fail(id.error());
    }
    m_spaceId = *id;
    m_index = m_library->openVectorIndex(m_spaceId, space.dim);
    m_engine =
        std::make_unique<search::SearchEngine>(*m_library, *m_index, m_spaceId, space.dim, nullptr);
    m_space = space;
    return {};
}

Result<void> SearchWorker::openModel() {
    if (m_model) {
        return {};
    }
    if (!m_space) {
        if (auto read = refresh(); !read) {
            return fail(read.error());
        }
        if (!m_space) {
            return fail(ErrorCode::NotFound,
                        Words::tr("No photo is ready to be searched yet.").toStdString());
        }
    }
    m_report(SearchService::ModelState::Loading, {});
    auto loaded = loadModel();
    if (loaded) {
        m_report(SearchService::ModelState::Ready, {});
    } else {
        m_report(SearchService::ModelState::Failed, QString::fromStdString(loaded.error().message));
    }
    return loaded;
}

Result<void> SearchWorker::loadModel() {
    auto choice = m_options.model(m_wanted, *m_space);
    if (!choice) {
        return fail(choice.error());
    }
    clip::OpenOptions options; // a phrase or a picture at a time: full precision costs nothing here
    options.threads = m_options.threads;
    options.adapter = choice->adapter;
    auto model = clip::openModel(choice->config.folder, options);
    if (!model) {
        return fail(model.error());
    }
    if ((*model)->space().key != m_space->key) {
        return fail(ErrorCode::Failed,
                    Words::tr("The model has changed since the photos were indexed. "
                              "Index the folders again to search them.")
                        .toStdString());
    }
    const auto text = (*model)->textEncoder();
    if (!text) {
        return fail(text.error());
    }
    m_model = std::move(*model);
    m_choice = std::move(*choice);
    m_engine->setTextEncoder(*text);
    return {};
}

Result<SearchResult> SearchWorker::search(const SearchRequest &request) {
    if (auto read = refresh(); !read) {
        return fail(read.error());
    }
    if (!m_engine) {
        return SearchResult();
    }
    search::Query query = request.query;
    if (!query.words.empty() || !query.excluded.empty()) {
        if (auto opened = openModel(); !opened) {
            return fail(opened.error());
        }
    }
    query.images.clear();
    for (const ImageClue &clue : request.images) {
        auto embedding = embeddingOf(clue);
        if (!embedding) {
            return fail(embedding.error());
        }
        query.images.push_back({{}, std::move(*embedding), false});
    }
    search::SearchOptions options;
    options.limit = request.limit;
    options.sort = request.sort;
    const auto answer = m_engine->search(query, options);
    return answer ? toResult(*answer) : fail(answer.error());
}

Result<SearchResult> SearchWorker::similar(PhotoId photo, qint64 limit) {
    if (auto read = refresh(); !read) {
        return fail(read.error());
    }
    if (!m_engine) {
        return SearchResult();
    }
    search::SearchOptions options;
    options.limit = limit;
    const auto answer = m_engine->similar(photo, options);
    return answer ? toResult(*answer) : fail(answer.error());
}

Result<SearchResult> SearchWorker::toResult(const search::SearchAnswer &answer) {
    std::vector<PhotoId> ids;
    ids.reserve(answer.hits.size());
    for (const search::Hit &hit : answer.hits) {
        ids.push_back(hit.photo);
    }
    const auto records = m_library->catalog().photos(ids);
    if (!records) {
        return fail(records.error());
    }
    SearchResult result;
    result.searched = m_index->size();
    result.elapsedMs = answer.elapsedMs;
    result.photos.reserve(static_cast<qsizetype>(records->size()));
    for (const library::PhotoRecord &record : *records) {
        result.photos.append(toItem(record));
    }
    return result;
}

Result<clip::Embedding> SearchWorker::embeddingOf(const ImageClue &clue) {
    if (clue.photo) {
        const auto stored = m_library->embeddings().vector(m_spaceId, clue.photo);
        if (!stored) {
            return fail(stored.error());
        }
        if (stored->empty()) {
            return fail(ErrorCode::NotFound,
                        Words::tr("This photo is not indexed yet; try again when indexing is done.")
                            .toStdString());
        }
        clip::Embedding embedding(stored->size());
        toFloat(*stored, embedding);
        return embedding;
    }
    const QByteArray key = keyOf(clue);
    if (const auto known = m_encoded.find(key); known != m_encoded.end()) {
        return known->second;
    }
    auto embedding = encode(clue);
    if (embedding) {
        if (m_encoded.size() >= kRememberedImages) {
            m_encoded.clear();
        }
        m_encoded.emplace(key, *embedding);
    }
    return embedding;
}

Result<clip::Embedding> SearchWorker::encode(const ImageClue &clue) {
    if (auto opened = openModel(); !opened) {
        return fail(opened.error());
    }
    const auto encoder = m_model->imageEncoder();
    if (!encoder) {
        return fail(encoder.error());
    }
    image::DecodeRequest request;
    request.file = toPath(clue.file);
    request.encoderInput = (*encoder)->preprocessing().input;
    auto decoded = clue.encoded.isEmpty() ? m_options.decoders->decode(request)
                                          : m_options.decoders->decode(clue.encoded, request);
    if (!decoded) {
        return fail(decoded.error());
    }
    auto encodings = (*encoder)->encode({&decoded->encoderInput, 1});
    if (!encodings) {
        return fail(encodings.error());
    }
    return std::move(encodings->embeddings);
}

} // namespace fovea::app
