#include "engine/clip/model_config.h"

#include "engine/clip/config_layouts.h"
#include "engine/core/resources.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace fovea::clip {
namespace {

namespace fs = std::filesystem;

constexpr const char *kOpenClipConfig = "open_clip_config.json";
constexpr const char *kHuggingFaceConfig = "config.json";
constexpr int kClipVocabulary = 49408;

bool isThere(const fs::path &file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

std::optional<fs::path> firstOf(const fs::path &folder, std::initializer_list<const char *> names) {
    for (const char *name : names) {
        if (isThere(folder / name)) {
            return folder / name;
        }
    }
    return std::nullopt;
}

std::optional<fs::path> findWeights(const fs::path &folder, Layout layout) {
    if (layout == Layout::HuggingFace) {
        return firstOf(folder, {"model.safetensors"});
    }
    auto weights =
        firstOf(folder, {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"});
    // In a folder of both layouts this name belongs to Hugging Face's.
    return weights || isThere(folder / kHuggingFaceConfig) ? weights
                                                           : firstOf(folder, {"model.safetensors"});
}

/// The names in a folder, sorted; empty where it cannot be read.
std::vector<std::string> namesIn(const fs::path &folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        names.push_back(at->path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

/// Why a folder has no weights that can be used, and what to do.
Error missingWeights(const fs::path &folder, const char *wanted) {
    const std::vector<std::string> names = namesIn(folder);
    const auto find = [&names](auto matches) { return std::ranges::find_if(names, matches); };
    const auto parts = find([](const std::string &name) {
        return name.ends_with(".safetensors.index.json") ||
               (name.find("-of-") != std::string::npos && name.ends_with(".safetensors"));
    });
    if (parts != names.end()) {
        return {ErrorCode::Unsupported,
                folder.string() + " has its weights in several files (" + *parts +
                    "), and Fovea reads one; save the model again in one file, " + wanted};
    }
    const auto pickle = find([](const std::string &name) {
        return name.ends_with(".bin") || name.ends_with(".pt") || name.ends_with(".pth") ||
               name.ends_with(".ckpt");
    });
    if (pickle != names.end()) {
        return {
            ErrorCode::Unsupported,
            (folder / *pickle).string() +
                " is a pickle, which can run any program when it is opened, so Fovea reads "
                "safetensors "
                "only. If you trust it, convert it with Python there: import torch, "
                "safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in torch.load('" +
                *pickle + "', weights_only=True).items()}, '" + wanted + "')"};
    }
    return {ErrorCode::NotFound,
            folder.string() + " has no weights; the file " + wanted + " belongs there"};
}

std::string nameOf(const fs::path &folder) {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(folder, error);
    const fs::path &path = error ? folder : whole;
    return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

Result<Tokenizer> findTokenizer(const ModelConfig &config) {
    const auto own = resourceFolder() / "bpe_simple_vocab_16e6.txt.gz";
    const int size = config.text.vocabSize;
    if (config.layout == Layout::HuggingFace) {
        if (isThere(config.folder / "vocab.json") && isThere(config.folder / "merges.txt")) {
            return Tokenizer::fromVocabulary(config.folder / "vocab.json",
                                             config.folder / "merges.txt");
        }
        if (isThere(config.folder / "tokenizer.json")) {
            return Tokenizer::fromTokenizerJson(config.folder / "tokenizer.json");
        }
        if (size == kClipVocabulary) {
            return Tokenizer::fromMerges(own, size, Cleaning::HuggingFace);
        }
        return fail(ErrorCode::NotFound, config.folder.string() +
                                             " has no tokenizer; vocab.json and " +
                                             "merges.txt, or tokenizer.json, belong there");
    }
    const auto merges =
        firstOf(config.folder, {"bpe_merges.txt.gz", "bpe_merges.txt",
                                "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"});
    if (merges) {
        return Tokenizer::fromMerges(*merges, size);
    }
    if (size == kClipVocabulary) {
        return Tokenizer::fromMerges(own, size);
    }
    // Hugging Face's list has the same form. Its vocabulary has to have the same order, which the
    // size of the model's own then shows.
    if (isThere(config.folder / "merges.txt")) {
        return Tokenizer::fromMerges(config.folder / "merges.txt", size);
    }
    return fail(ErrorCode::NotFound,
                config.folder.string() + " has no list of merges for its vocabulary of " +
                    std::to_string(size) + " tokens; bpe_merges.txt.gz belongs there");
}

} // namespace

Result<ModelConfig> readModelConfig(const fs::path &folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorCode::NotFound, folder.string() + " is not a folder with a model in it");
    }
    const bool openClip = isThere(folder / kOpenClipConfig);
    const bool huggingFace = isThere(folder / kHuggingFaceConfig);
    if (!openClip && !huggingFace) {
        const bool pickled = missingWeights(folder, "").code == ErrorCode::Unsupported;
        return fail(pickled ? missingWeights(folder, "open_clip_model.safetensors")
                            : Error{ErrorCode::NotFound,
                                    folder.string() + " is not a model: there is neither " +
                                        kOpenClipConfig + " nor " + kHuggingFaceConfig + " in it"});
    }
    ModelConfig config;
    config.name = nameOf(folder);
    config.folder = folder;
    auto weights = openClip ? findWeights(folder, Layout::OpenClip) : std::nullopt;
    const bool asOpenClip =
        openClip && (weights || !huggingFace || !findWeights(folder, Layout::HuggingFace));
    const auto read = asOpenClip ? readOpenClipConfig(folder / kOpenClipConfig, config)
                                 : readHuggingFaceConfig(folder / kHuggingFaceConfig, config);
    if (!read) {
        return fail(read.error());
    }
    if (!weights && !asOpenClip) {
        weights = findWeights(folder, Layout::HuggingFace);
    }
    if (!weights) {
        return fail(missingWeights(folder, asOpenClip ? "open_clip_model.safetensors"
                                                      : "model.safetensors"));
    }
    config.weightsFile = *weights;
    return config;
}

Result<Tokenizer> openTokenizer(const ModelConfig &config) {
    auto tokenizer = findTokenizer(config);
    if (!tokenizer) {
        return tokenizer;
    }
    if (tokenizer->vocabularySize() > config.text.vocabSize) {
        return fail(ErrorCode::Damaged, "The tokenizer in " + config.folder.string() + " has " +
                                            std::to_string(tokenizer->vocabularySize()) +
                                            " tokens, but the model knows " +
                                            std::to_string(config.text.vocabSize));
    }
    if (config.text.pooling == TextPooling::EndToken &&
        tokenizer->endToken() != config.text.endToken) {
        return fail(ErrorCode::Damaged,
                    "The end token of the tokenizer in " + config.folder.string() + " is " +
                        std::to_string(tokenizer->endToken()) + ", but the model reads " +
                        std::to_string(config.text.endToken));
    }
    return tokenizer;
}

} // namespace fovea::clip
