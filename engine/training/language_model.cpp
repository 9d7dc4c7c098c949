#include "engine/training/language_model.h"

#include "engine/clip/safetensors.h"
#include "engine/training/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace fovea::training {
namespace {

struct Place {
    const char *theirs;
    const char *ours;
    bool transposed = false;
};

constexpr std::array<Place, 12> kBlock{{{"ln_1.weight", "ln_1.weight"},
                                        {"ln_1.bias", "ln_1.bias"},
                                        {"attn.c_attn.weight", "attn.in_proj_weight", true},
                                        {"attn.c_attn.bias", "attn.in_proj_bias"},
                                        {"attn.c_proj.weight", "attn.out_proj.weight", true},
                                        {"attn.c_proj.bias", "attn.out_proj.bias"},
                                        {"ln_2.weight", "ln_2.weight"},
                                        {"ln_2.bias", "ln_2.bias"},
                                        {"mlp.c_fc.weight", "mlp.c_fc.weight", true},
                                        {"mlp.c_fc.bias", "mlp.c_fc.bias"},
                                        {"mlp.c_proj.weight", "mlp.c_proj.weight", true},
                                        {"mlp.c_proj.bias", "mlp.c_proj.bias"}}};

class LanguageModel {
public:
    LanguageModel(const clip::SafeTensors &file, Parameters &parameters)
        : m_file(file)
        , m_parameters(parameters)
        , m_prefix(file.tensors().contains("transformer.wte.weight") ? "transformer." : "") {}

    const clip::TensorView *find(const std::string &name) const {
        const auto at = m_file.tensors().find(m_prefix + name);
        return at == m_file.tensors().end() ? nullptr : &at->second;
    }

    /// Takes a tensor of the same shape; says so where there is none.
    void take(const std::string &theirs, const std::string &ours, bool transposed) {
        const clip::TensorView *view = find(theirs);
        if (view == nullptr) {
            m_result.left.push_back("The language model has no " + theirs + ", so " + ours +
                                    " begins at random.");
            return;
        }
        at::Tensor read = copyOf(*view).to(at::kFloat);
        if (transposed) {
            read = read.t().contiguous();
        }
        at::Tensor &tensor = m_parameters.at(ours);
        if (read.sizes() != tensor.sizes()) {
            m_result.left.push_back(theirs + " of the language model has another shape than " +
                                    ours + ", which begins at random.");
            return;
        }
        tensor = read;
        m_result.taken.push_back(ours);
    }

    int layers() const {
        int count = 0;
        while (find("h." + std::to_string(count) + ".ln_1.weight") != nullptr) {
            ++count;
        }
        return count;
    }

    void takePositions() {
        const clip::TensorView *view = find("wpe.weight");
        if (view == nullptr) {
            m_result.left.emplace_back("The language model has no positions (wpe.weight).");
            return;
        }
        at::Tensor ours = m_parameters.at("positional_embedding").clone();
        const std::int64_t shared = std::min(ours.size(0), view->shape.at(0));
        ours.slice(0, 0, shared).copy_(copyOf(*view).slice(0, 0, shared));
        m_parameters.at("positional_embedding") = ours;
        m_result.taken.emplace_back("positional_embedding");
        if (shared < ours.size(0)) {
            m_result.left.push_back("The language model has " + std::to_string(shared) +
                                    " positions; those after begin at random.");
        }
    }

    TakenWeights &result() { return m_result; }

private:
    const clip::SafeTensors &m_file;
    Parameters &m_parameters;
    std::string m_prefix;
    TakenWeights m_result;
};

} // namespace

Result<TakenWeights> takeLanguageModel(const std::filesystem::path &file,
                                       const clip::TextConfig &config, Parameters &parameters) {
    const auto opened = clip::SafeTensors::open(file);
    if (!opened) {
        return fail(opened.error());
    }
    LanguageModel model(*opened, parameters);
    const clip::TensorView *words = model.find("wte.weight");
    if (words == nullptr || words->shape.size() != 2) {
        return fail(ErrorCode::Unsupported,
                    file.string() + " is not a language model in GPT-2's layout: it has no "
                                    "wte.weight. Save one as safetensors with transformers.");
    }
    if (words->shape[1] != config.width) {
        return fail(ErrorCode::BadUsage,
                    file.string() + " is " + std::to_string(words->shape[1]) +
                        " wide and the text tower " + std::to_string(config.width) +
                        ", so nothing fits; take a configuration of that width.");
    }
    if (words->shape[0] == config.vocabSize) {
        model.take("wte.weight", "token_embedding.weight", false);
    } else {
        model.result().left.push_back(
            "The language model knows " + std::to_string(words->shape[0]) + " tokens and CLIP " +
            std::to_string(config.vocabSize) + ", so words begin at random.");
    }
    model.takePositions();
    const int shared = std::min(model.layers(), config.layers);
    for (int i = 0; i < shared; ++i) {
        const std::string number = std::to_string(i);
        for (const Place &place : kBlock) {
            model.take("h." + number + "." + place.theirs,
                       "transformer.resblocks." + number + "." + place.ours, place.transposed);
        }
    }
    if (model.layers() != config.layers) {
        model.result().left.push_back("The language model has " + std::to_string(model.layers()) +
                                      " layers and the text tower " +
                                      std::to_string(config.layers) + "; the first " +
                                      std::to_string(shared) + " were taken.");
    }
    model.take("ln_f.weight", "ln_final.weight", false);
    model.take("ln_f.bias", "ln_final.bias", false);
    return model.result();
}

} // namespace fovea::training
