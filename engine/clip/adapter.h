#pragma once

#include "engine/clip/model_config.h"
#include "engine/clip/safetensors.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::clip {

inline constexpr std::string_view kAdapterFile = "adapter.safetensors";
inline constexpr std::string_view kAdapterVersion = "1";
/// Of a file that stands on another adapter.
inline constexpr std::string_view kStandingAdapterVersion = "2";

/// An adapter and how much of it is wanted: W = W0 + strength * change (Wortsman et al. 2022,
/// section 2). Strength 0 is the model as it is, 1 the model as it was taught.
struct AdapterUse {
    std::filesystem::path folder; ///< where adapter.safetensors lies
    std::string name;
    double strength = 1; ///< 0 to 1

    bool operator==(const AdapterUse &) const = default;
};

/// "+fido@0.5", or "+fido" at strength 1: what follows a model's name.
std::string adapterSuffix(const AdapterUse &use);
/// The shortest decimal that reads back as the same strength: "0.5".
std::string strengthText(double strength);

/// A change of rank r to rows of a matrix: scale * b a is added to rows firstRow and following.
struct LowRankChange {
    std::int64_t firstRow = 0;
    double scale = 1; ///< alpha / r; 1 of what an adapter stands on
    TensorView a;     ///< [r, in]
    TensorView b;     ///< [rows, r]
};

/// What is added to tensors of a model, by their (OpenCLIP) names.
struct TensorChanges {
    std::map<std::string, TensorView> deltas;
    std::map<std::string, std::vector<LowRankChange>> lowRank;
    bool projection = false; ///< of the image side
    bool trunk = false;      ///< of what comes before it

    bool empty() const { return deltas.empty() && lowRank.empty(); }
    bool concern(const std::string &tensor) const {
        return deltas.contains(tensor) || lowRank.contains(tensor);
    }
};

/// An adapter's file (docs/models.md), checked against the model that it was made for before a
/// number is used. Thread: any, after open().
class AdapterFile {
public:
    /// Refuses, with a sentence, a file that is missing or damaged, one of an unknown version, one
    /// made for other weights than those of `base`, and tensors that do not fit.
    static Result<AdapterFile> open(const AdapterUse &use, const ModelConfig &base);

    const AdapterUse &use() const { return m_use; }
    const std::string &fileName() const { return m_fileName; }
    const std::string &method() const { return m_method; }
    /// Tells one adapter from another: a hash over the file.
    const std::string &hash() const { return m_hash; }

    /// At strength 0 only what it stands on changes anything.
    bool changesAnything() const { return m_use.strength != 0 || m_stands; }
    /// Embeddings of images are others than the model's own.
    bool changesImages() const {
        return changesFeatures() || m_under.projection ||
               (m_use.strength != 0 && m_learned.projection);
    }
    /// Features before the projection are others too: photos have to be encoded again.
    bool changesFeatures() const {
        return m_under.trunk || (m_use.strength != 0 && m_learned.trunk);
    }

    /// What was learned, which counts as much as the strength says.
    const TensorChanges &learned() const { return m_learned; }
    /// What it was learned on top of, which counts whole at every strength.
    const TensorChanges &under() const { return m_under; }
    const std::vector<LearnedWord> &words() const { return m_words; }
    const TensorView &wordsStart() const { return m_wordsStart; }     ///< [rows, width]
    const TensorView &wordsLearned() const { return m_wordsLearned; } ///< [rows, width]

private:
    class Reader;
    explicit AdapterFile(SafeTensors file)
        : m_file(std::move(file)) {}

    SafeTensors m_file;
    AdapterUse m_use;
    std::string m_fileName;
    std::string m_method;
    std::string m_hash;
    bool m_stands = false; ///< on another adapter
    TensorChanges m_learned;
    TensorChanges m_under;
    std::vector<LearnedWord> m_words;
    TensorView m_wordsStart;
    TensorView m_wordsLearned;
};

/// Words that a model with this adapter knows, at the strength at which it is in use.
Result<std::vector<LearnedWord>> wordsInUse(const ModelConfig &base,
                                            const std::optional<AdapterUse> &adapter);

} // namespace fovea::clip
