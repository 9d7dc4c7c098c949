#pragma once

#include "app/search_service.h"

#include <map>

namespace fovea::app {

/// What SearchService owns in its thread: library, vector index, model and engine.
/// Thread: the service's alone.
class SearchWorker {
public:
    using ModelReport = std::function<void(SearchService::ModelState, const QString &failure)>;

    SearchWorker(SearchService::Options options, const StopToken &stop, ModelReport report);

    /// Reads what the library has now: active space, new embeddings. True where something was new.
    Result<bool> refresh();
    /// Loads the model that made the active space, where that is not done.
    Result<void> openModel();
    /// Forgets model and index, to be opened again when needed.
    void reset();

    Result<SearchResult> search(const SearchRequest &request);
    Result<SearchResult> similar(PhotoId photo, qint64 limit);

private:
    Result<void> openSpace(const clip::EmbeddingSpace &space);
    Result<bool> followChoice();
    void closeModel();
    Result<void> loadModel();
    Result<clip::Embedding> embeddingOf(const ImageClue &clue);
    Result<clip::Embedding> encode(const ImageClue &clue);
    Result<SearchResult> toResult(const search::SearchAnswer &answer);

    const SearchService::Options m_options;
    const StopToken &m_stop;
    const ModelReport m_report;
    std::unique_ptr<library::Library> m_library;
    std::optional<clip::EmbeddingSpace> m_space;
    SpaceId m_spaceId;
    std::unique_ptr<library::VectorIndex> m_index;
    std::string m_wanted; ///< the library's choice when the model was last looked for
    std::unique_ptr<clip::ClipModel> m_model;
    std::optional<ModelChoice> m_choice; ///< that m_model is
    std::unique_ptr<search::SearchEngine> m_engine;
    std::map<QByteArray, clip::Embedding> m_encoded; ///< by what tells an image file from another
};

} // namespace fovea::app
