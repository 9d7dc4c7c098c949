#pragma once

#include "engine/training/album_data.h"
#include "engine/training/parameters.h"
#include "engine/training/trainable_image.h"
#include "engine/training/trainable_text.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fovea::training {

/// What a method changes of a model, and the embeddings that come of it. The changes are tensors of
/// their own beside the weights, named as in an adapter's file: delta.TENSOR, low_rank.TENSOR.ROW.a
/// and .b, words.learned.
///
/// Whatever no change reaches is computed once and kept: features before the projections, and the
/// embeddings of texts without a learned word. Thread: one.
class AlbumModel {
public:
    /// `base` are all weights, with the adapter that the job stands on, and belong to no graph;
    /// `adapterWords` [rows, width] the embeddings of its words, undefined where it has none. The
    /// job and the data have to stay.
    AlbumModel(const AlbumJob &job, const AlbumData &data, Parameters base,
               const at::Tensor &adapterWords = {});
    /// Hears how many texts and photos of all are done; false gives up.
    using Heard = std::function<bool(std::int64_t done, std::int64_t total)>;
    /// Computes what is kept; first of all. False where it was given up.
    bool prepare(const Heard &heard);

    Parameters initialChanges(std::uint64_t seed) const;
    const at::Tensor &wordsStart() const { return m_wordsStart; } // [rows, width]
    /// Of AlbumData::wordsBefore.
    const at::Tensor &wordsBefore() const { return m_wordsBefore; } // [rows, width]
    double logScale() const { return m_logScale; }

    /// A change of images means that they have to be refreshed, one of texts that general searches
    /// may answer otherwise.
    bool changesImages() const { return m_imageTower || m_imageProjection; }
    bool changesImageTower() const { return m_imageTower; }
    bool changesGeneralTexts() const { return m_textTower || m_textProjection; }
    /// Every text goes through the tower at every step.
    bool changesTextTower() const { return m_textTower; }

    /// The weights with changes at a strength; at 0 they are the base itself.
    Parameters weights(const Parameters &changes, double strength = 1) const;
    /// Changes that do at full strength what `changes` do at this one.
    Parameters scaled(const Parameters &changes, double strength) const;
    /// [n, dim], unit, of texts by number; with `weights` of weights().
    at::Tensor texts(const Parameters &weights, std::span<const std::size_t> numbers) const;
    /// [n, dim], unit, of photos by number. Throws std::runtime_error where pixels cannot be had.
    at::Tensor images(const Parameters &weights, std::span<const std::size_t> photos) const;
    /// What the base gives, kept where it is at hand.
    at::Tensor baseTexts(std::span<const std::size_t> numbers) const;
    at::Tensor baseImages(std::span<const std::size_t> photos) const;
    /// [dim], where the general captions and the photos lie in the base, on average. CLIP's texts
    /// and images are cones apart (Liang et al. 2022), so that only what differs from these can be
    /// compared between the two.
    const at::Tensor &meanText() const { return m_meanText; }
    const at::Tensor &meanImage() const { return m_meanImage; }

private:
    struct LowRankPlace {
        std::string tensor;
        std::int64_t firstRow = 0;
        std::int64_t rows = 0;
    };
    void chooseChanges();
    void addAttention(const std::string &prefix, int first, int last);
    void addLastTextLayers();
    void addWhole(const std::string &tensor);
    void addImageLowRank(const std::string &projection);
    void chooseTokens(const at::Tensor &adapterWords);
    at::Tensor pixels(std::span<const std::size_t> photos) const;
    at::Tensor textFeatures(const Parameters &weights, std::span<const std::size_t> numbers) const;
    at::Tensor imageFeatures(const Parameters &weights, std::span<const std::size_t> photos) const;

    const AlbumJob &m_job;
    const AlbumData &m_data;
    Parameters m_base;
    at::Tensor m_rows; ///< [vocabulary + before + learned] of ids in the table of those in use
    at::Tensor m_wordsBefore;
    at::Tensor m_wordsStart;
    double m_logScale = 0;

    std::vector<std::string> m_deltas; ///< tensors with a change of their whole shape
    std::vector<LowRankPlace> m_lowRank;
    bool m_imageTower = false;
    bool m_imageProjection = false;
    bool m_textTower = false;
    bool m_textProjection = false;

    TrainableText m_text;      ///< without dropout
    TrainableText m_trainText; ///< with it
    std::unique_ptr<TrainableImage> m_image;
    std::unique_ptr<TrainableImage> m_trainImage;
    at::Tensor m_textFeatures;   // [texts, width] of the base
    at::Tensor m_textEmbeddings; // [texts, dim] of the base, unit
    at::Tensor m_imageFeatures;  // [photos, featureDim] of the base
    at::Tensor m_imageEmbeddings;
    at::Tensor m_meanText;
    at::Tensor m_meanImage;
};

} // namespace fovea::training
