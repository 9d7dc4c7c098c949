#include "engine/training/album_adapter.h"

#include "engine/clip/adapter.h"
#include "engine/clip/safetensors_writer.h"
#include "engine/clip/space.h"
#include "engine/training/method_proposal.h"
#include "engine/training/tensor_bytes.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace fovea::training {
namespace {

std::string wordsJson(const AlbumData &data) {
    nlohmann::json words = nlohmann::json::array();
    for (const auto *some : {&data.wordsBefore, &data.words}) {
        for (const clip::LearnedWord &word : *some) {
            words.push_back({{"word", word.word}, {"first", word.first}, {"count", word.count}});
        }
    }
    return words.dump();
}

/// A low-rank change is nothing as long as its b is zero.
bool changesNothing(const Parameters &changes, const std::string &name) {
    const bool a = name.starts_with("low_rank.") && name.ends_with(".a");
    const at::Tensor &telling =
        a ? changes.at(name.substr(0, name.size() - 1) + "b") : changes.at(name);
    return name != "words.learned" && telling.count_nonzero().item<std::int64_t>() == 0;
}

/// Rows of words that stay go before those of words that were learned.
void addWordsBefore(const at::Tensor &rows, Parameters &tensors) {
    if (rows.size(0) == 0) {
        return;
    }
    for (const char *table : {"words.start", "words.learned"}) {
        at::Tensor &all = tensors[table];
        all = all.defined() ? at::cat({rows, all}) : rows.contiguous();
    }
}

} // namespace

Result<void> writeAdapter(const AlbumJob &job, const AlbumData &data, const Parameters &changes,
                          const at::Tensor &wordsStart, const AdapterGround &ground) {
    const auto revision = clip::fileRevision(job.model.weightsFile);
    if (!revision) {
        return fail(revision.error());
    }
    Parameters kept;
    for (const auto &[name, change] : changes) {
        if (!changesNothing(changes, name)) {
            kept.emplace(name, change.detach().contiguous());
        }
    }
    if (!data.words.empty()) {
        kept.emplace("words.start", wordsStart.contiguous());
    }
    if (ground.there) {
        kept.insert(ground.under.begin(), ground.under.end());
        addWordsBefore(ground.wordsBefore, kept);
    }
    clip::TensorsToWrite tensors;
    for (const auto &[name, tensor] : kept) {
        tensors.emplace(name, viewOf(tensor));
    }
    const auto version = ground.there ? clip::kStandingAdapterVersion : clip::kAdapterVersion;
    const clip::TensorMetadata metadata{{"format", "fovea-adapter"},
                                        {"version", std::string(version)},
                                        {"method", std::string(methodName(job.options.method))},
                                        {"base", *revision},
                                        {"base_name", job.model.name},
                                        {"words", wordsJson(data)},
                                        {"alpha", nlohmann::json(job.options.alpha).dump()}};
    std::error_code error;
    std::filesystem::create_directories(job.adapterFile.parent_path(), error);
    return clip::writeSafeTensors(job.adapterFile, tensors, metadata);
}

} // namespace fovea::training
