#pragma once

#include "app/model_choice.h"
#include "engine/clip/encoders.h"
#include "engine/clip/space.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/image/decode_process.h"
#include "engine/library/library.h"
#include "engine/search/search_engine.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// What every subcommand understands.
struct CommonOptions {
    std::filesystem::path library; ///< empty: the person's default
    std::string model; ///< NAME[+ADAPTER[@STRENGTH]] or a folder; empty: the library's own
    clip::Device device = clip::Device::Auto;
    int threads = 0; ///< 0: one a core
    bool quiet = false;

    int threadCount() const;
};

/// The program and the argument that start a decode worker.
std::vector<std::string> decodeWorkerCommand();
Result<std::unique_ptr<image::DecodePool>> startDecoders(int workers);

/// A library opened together with the model that answers for it. Model, decoders and vector index
/// open when first asked for. Thread: one at a time.
class Session {
public:
    /// Create makes a library where there is none; Existing answers then that there is none, and
    /// reads one that cannot be written.
    enum class Mode { Create, Existing };
    static Result<std::unique_ptr<Session>> open(const CommonOptions &options, Mode mode);
    /// For what needs a model alone. A library, where there is one, only says which model is in
    /// use.
    static Result<std::unique_ptr<Session>> openWithoutLibrary(const CommonOptions &options);
    ~Session();

    const CommonOptions &options() const { return m_options; }
    /// REQUIRES: not opened without library; so do spaceId() and vectorIndex().
    library::Library &library() { return *m_library; }
    const ModelChoice &choice() const { return m_choice; }
    const clip::ModelConfig &config() const { return m_choice.config; }
    const std::optional<clip::AdapterUse> &adapter() const { return m_choice.adapter; }
    const clip::EmbeddingSpace &space() const { return m_choice.space; }
    SpaceId spaceId() const { return m_spaceId; }

    /// The first call decides on precision and threads.
    Result<clip::ClipModel *> model(clip::Precision precision, int threads);
    /// A tower of model(), loaded.
    Result<clip::ImageEncoder *> imageEncoder(clip::Precision precision, int threads);
    Result<clip::TextEncoder *> textEncoder(clip::Precision precision, int threads);
    /// Takes over a model that was opened elsewhere with this session's configuration.
    clip::ClipModel &adopt(std::unique_ptr<clip::ClipModel> model);
    /// The next call of model() opens it anew. Encoders that came of it are gone.
    void closeModel() { m_model.reset(); }
    Result<image::DecodePool *> decoders();
    /// Caught up with the catalog, and saved where much of it was new and the library can be
    /// written. Stopped, it is saved as far as it got.
    Result<library::VectorIndex *> vectorIndex(const StopToken *stop = nullptr,
                                               const ProgressFunction &progress = {});
    /// The unit embedding of a photo file, by this session's model.
    Result<clip::Embedding> embedFile(const std::filesystem::path &file, clip::Precision precision);

private:
    explicit Session(CommonOptions options);
    Result<void> openLibrary(Mode mode);
    Result<void> chooseModel();
    void saveIndex();

    CommonOptions m_options;
    std::unique_ptr<library::Library> m_library;
    bool m_readOnly = false;
    ModelChoice m_choice;
    SpaceId m_spaceId;
    std::unique_ptr<clip::ClipModel> m_model;
    std::unique_ptr<image::DecodePool> m_decoders;
    std::unique_ptr<library::VectorIndex> m_index;
};

} // namespace fovea::app
