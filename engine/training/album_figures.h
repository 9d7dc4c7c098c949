#pragma once

#include "engine/training/album_data.h"
#include "engine/training/album_model.h"

#include <map>
#include <optional>
#include <vector>

namespace fovea::training {

/// Recall of captions and photos of which several may be right.
/// `cosines`: [captions, photos]; `right`: the same shape, bool, at least one in each row.
/// Photos without a right caption are no queries.
search::Recall recallWithEquals(const at::Tensor &cosines, const at::Tensor &right);

/// Measures a model on what it does not learn from. Thread: one.
class AlbumFigures {
public:
    AlbumFigures(const AlbumData &data, const AlbumModel &model);

    EvaluationEvent evaluate(const Parameters &weights) const;
    StrengthFigures atStrength(const Parameters &changes, double strength) const;
    /// Nothing where there are no photos to guard by.
    std::optional<SetFigures> guard(const Parameters &weights) const;

private:
    std::optional<SetFigures> heldOut(const Parameters &weights) const;
    std::optional<double> heldOutLoss(const Parameters &weights) const;
    std::vector<ExampleAnswer> examples(const Parameters &weights) const;

    bool isRight(std::size_t query, std::size_t photo) const;

    const AlbumData &m_data;
    const AlbumModel &m_model;
    std::vector<std::size_t> m_pool;       ///< photos of the held-out figures
    std::vector<std::size_t> m_guardPool;  ///< and of the guard's
    std::vector<std::size_t> m_guardTexts; ///< whose answers have to stay
    at::Tensor m_guardAnswers;             ///< [guardTexts] of the base, in m_guardPool
    std::vector<std::size_t> m_learned;
    std::map<std::size_t, std::vector<std::size_t>> m_captionsOf; ///< of photos
};

} // namespace fovea::training
