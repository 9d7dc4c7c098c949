#include "app/tiny_model.h"

#include <nlohmann/json.hpp>

#include <QtEndian>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr int kEmbed = 32;
constexpr int kWidth = 64; // of both towers: one head
constexpr int kImage = 32; // px
constexpr int kPatch = 16; // px
constexpr int kVocabulary = 600;
constexpr int kContext = 77;

using Tensors = std::vector<std::pair<std::string, std::vector<int>>>;

void addNorm(Tensors &tensors, const std::string &name) {
    tensors.push_back({name + ".weight", {kWidth}});
    tensors.push_back({name + ".bias", {kWidth}});
}

void addLinear(Tensors &tensors, const std::string &name, int out, int in) {
    tensors.push_back({name + ".weight", {out, in}});
    tensors.push_back({name + ".bias", {out}});
}

void addBlock(Tensors &tensors, const std::string &name) {
    addNorm(tensors, name + ".ln_1");
    tensors.push_back({name + ".attn.in_proj_weight", {3 * kWidth, kWidth}});
    tensors.push_back({name + ".attn.in_proj_bias", {3 * kWidth}});
    addLinear(tensors, name + ".attn.out_proj", kWidth, kWidth);
    addNorm(tensors, name + ".ln_2");
    addLinear(tensors, name + ".mlp.c_fc", 4 * kWidth, kWidth);
    addLinear(tensors, name + ".mlp.c_proj", kWidth, 4 * kWidth);
}

Tensors allTensors() {
    constexpr int kTokens = (kImage / kPatch) * (kImage / kPatch) + 1;
    Tensors tensors{{"visual.class_embedding", {kWidth}},
                    {"visual.positional_embedding", {kTokens, kWidth}},
                    {"visual.proj", {kWidth, kEmbed}},
                    {"visual.conv1.weight", {kWidth, 3, kPatch, kPatch}},
                    {"positional_embedding", {kContext, kWidth}},
                    {"text_projection", {kWidth, kEmbed}},
                    {"token_embedding.weight", {kVocabulary, kWidth}},
                    {"logit_scale", {}}};
    addNorm(tensors, "visual.ln_pre");
    addBlock(tensors, "visual.transformer.resblocks.0");
    addNorm(tensors, "visual.ln_post");
    addBlock(tensors, "transformer.resblocks.0");
    addNorm(tensors, "ln_final");
    return tensors;
}

} // namespace

QByteArray tinyConfig() {
    const nlohmann::json config{
        {"model_cfg",
         {{"embed_dim", kEmbed},
          {"vision_cfg",
           {{"image_size", kImage}, {"layers", 1}, {"width", kWidth}, {"patch_size", kPatch}}},
          {"text_cfg",
           {{"context_length", kContext},
            {"vocab_size", kVocabulary},
            {"width", kWidth},
            {"heads", 1},
            {"layers", 1}}}}},
        {"preprocess_cfg",
         {{"mean", {.5, .5, .5}}, {"std", {.5, .5, .5}}, {"interpolation", "bicubic"}}}};
    return QByteArray::fromStdString(config.dump(2));
}

QByteArray tinyWeights() {
    nlohmann::json header;
    QByteArray data;
    std::uint32_t state = 1;
    for (const auto &[name, shape] : allTensors()) {
        qint64 count = 1;
        for (const int size : shape) {
            count *= size;
        }
        header[name] = {{"dtype", "F32"},
                        {"shape", shape},
                        {"data_offsets", {data.size(), data.size() + 4 * count}}};
        for (qint64 i = 0; i < count; ++i) {
            state = state * 1664525U + 1013904223U;
            const float value = (static_cast<float>(state >> 8) / 16777216.0F - .5F) * .2F;
            data.append(reinterpret_cast<const char *>(&value), sizeof value);
        }
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    const quint64 length = qToLittleEndian(static_cast<quint64>(text.size()));
    return QByteArray(reinterpret_cast<const char *>(&length), sizeof length) +
           QByteArray::fromStdString(text) + data;
}
