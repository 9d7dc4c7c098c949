#pragma once

#include "engine/clip/tokenizer.h"
#include "engine/core/error.h"
#include "engine/image/resize.h"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::clip {

enum class Activation { QuickGelu, Gelu };
enum class TrunkKind { VisionTransformer, ModifiedResNet, EfficientNetLite };
enum class Layout { OpenClip, HuggingFace };
/// Which position of the text Transformer's output becomes the text's feature.
enum class TextPooling {
    ArgMax,   ///< the highest token id, which is the end token of CLIP's vocabulary
    EndToken, ///< the first <end_of_text>, by its id
};

/// From 8-bit pixels [size, size, 3] to the encoder's input: (p / 255 - mean) / std.
struct ImagePreprocessing {
    image::EncoderInput input;
    std::array<float, 3> mean{0.48145466F, 0.4578275F, 0.40821073F};
    std::array<float, 3> std{0.26862954F, 0.26130258F, 0.27577711F};

    bool operator==(const ImagePreprocessing &) const = default;
};

struct VisionConfig {
    TrunkKind kind = TrunkKind::VisionTransformer;
    int imageSize = 224; ///< the weights' own size in px; positions are interpolated to another
    int width = 768;     ///< of the Transformer, or of the ResNet's stem x 1
    int heads = 12;
    int layers = 12;         ///< Transformer blocks
    int patchSize = 32;      ///< px
    std::vector<int> stages; ///< ResNet blocks in each of the four stages
    float mlpRatio = 4.0F;
    double layerNormEps = 1e-5;
    std::string timmName; ///< of an EfficientNet-Lite: "tf_efficientnet_lite2"
    bool projectionBias = false;
};

struct TextConfig {
    int contextLength = 77;
    int vocabSize = 49408;
    int width = 512;
    int heads = 8;
    int layers = 12;
    float mlpRatio = 4.0F;
    double layerNormEps = 1e-5;
    TextPooling pooling = TextPooling::ArgMax;
    int endToken = 49407;
    int padToken = 0;
};

/// One description of a model, whichever layout its folder has.
struct ModelConfig {
    std::string name; ///< the folder's
    std::filesystem::path folder;
    Layout layout = Layout::OpenClip;
    int embedDim = 512;
    Activation activation = Activation::Gelu;
    VisionConfig vision;
    TextConfig text;
    ImagePreprocessing preprocessing;
    std::filesystem::path weightsFile;
};

/// Reads an OpenCLIP folder (open_clip_config.json) or a Hugging Face CLIP folder (config.json).
/// Unknown architectures and options, missing files, weights in several files and pickled weights
/// are refused with a sentence. In a folder of both layouts OpenCLIP's comes first, if its weights
/// are there. The activation is the one that the file states (`quick_gelu`, `hidden_act`): weights
/// of OpenAI need QuickGELU, and no name is guessed from.
Result<ModelConfig> readModelConfig(const std::filesystem::path &folder);

/// The tokenizer of a model: the list of merges in its folder (bpe_merges.txt.gz,
/// bpe_simple_vocab_16e6.txt.gz; in the layout of Hugging Face vocab.json with merges.txt, or
/// tokenizer.json), else CLIP's own from resourceFolder() for a vocabulary of its 49,408 tokens.
/// A tokenizer with other tokens than the model has is refused.
Result<Tokenizer> openTokenizer(const ModelConfig &config);

} // namespace fovea::clip
