#include "engine/training/contrastive_loss.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fovea::training {
namespace {

/// Walks over the local rows of the matrix of logits.
class Rows {
public:
    Rows(const ContrastiveBatch &batch, std::int64_t blockElements)
        : m_batch(batch)
        , m_scale(std::exp(batch.logScale.item<double>()))
        , m_count(std::max<std::int64_t>(1, blockElements / batch.allTexts.size(0))) {}

    double scale() const { return m_scale; }
    std::int64_t count() const { return m_count; }
    std::int64_t end(std::int64_t begin) const {
        return std::min(begin + m_count, m_batch.images.size(0));
    }
    /// [rows, N]: -infinity where a pair is no negative.
    at::Tensor logits(std::int64_t begin) const {
        const at::Tensor images = m_batch.images.slice(0, begin, end(begin)); // [rows, dim]
        at::Tensor logits = at::mm(images, m_batch.allTexts.t()).mul_(m_scale);
        if (m_batch.groups.defined()) {
            const at::Tensor own = globalRows(begin);                               // [rows]
            const at::Tensor groups = m_batch.groups.index_select(0, own);          // [rows]
            at::Tensor equal = groups.unsqueeze(1).eq(m_batch.groups.unsqueeze(0)); // [rows, N]
            equal.scatter_(1, own.unsqueeze(1), false);
            logits.masked_fill_(equal, -std::numeric_limits<float>::infinity());
        }
        return logits;
    }
    /// Where the rows stand in the global batch, which are also the columns of their own texts.
    at::Tensor globalRows(std::int64_t begin) const {
        return at::arange(m_batch.firstRow + begin, m_batch.firstRow + end(begin),
                          m_batch.images.options().dtype(at::kLong));
    }

private:
    const ContrastiveBatch &m_batch;
    double m_scale;
    std::int64_t m_count;
};

double sumOverAll(double value, const at::Tensor &like, Collective &collective) {
    at::Tensor sum = at::full({1}, value, like.options().dtype(at::kDouble));
    collective.allReduceSum(sum);
    return sum.item<double>();
}

} // namespace

ContrastiveResult contrastiveLoss(const ContrastiveBatch &batch, Collective &collective,
                                  std::int64_t blockElements) {
    const at::NoGradGuard noGrad;
    const Rows rows(batch, blockElements);
    const std::int64_t n = batch.images.size(0);
    const std::int64_t all = batch.allTexts.size(0);

    // Each row's log-sum-exp is whole here; a column's is put together from those of the blocks,
    // and then of the processes.
    at::Tensor rowSums = at::empty({n}, batch.images.options());
    at::Tensor columnSums =
        at::full({all}, -std::numeric_limits<float>::infinity(), batch.images.options());
    double loss = 0;
    for (std::int64_t begin = 0; begin < n; begin = rows.end(begin)) {
        const at::Tensor logits = rows.logits(begin); // [rows, N]
        rowSums.slice(0, begin, rows.end(begin)).copy_(at::logsumexp(logits, 1));
        columnSums = at::logaddexp(columnSums, at::logsumexp(logits, 0));
        const at::Tensor right = logits.gather(1, rows.globalRows(begin).unsqueeze(1));
        loss -= 2 * right.sum(at::kDouble).item<double>();
    }
    if (collective.size() > 1) {
        columnSums = at::logsumexp(collective.allGather(columnSums.unsqueeze(0)), 0); // [N]
    }
    loss += rowSums.sum(at::kDouble).item<double>();
    loss += columnSums.slice(0, batch.firstRow, batch.firstRow + n).sum(at::kDouble).item<double>();

    // d loss / d logits = (softmax over the row + softmax over the column - 2 on the diagonal) / 2N
    ContrastiveResult result;
    result.imageGradient = at::empty_like(batch.images);
    at::Tensor textGradient = at::zeros_like(batch.allTexts); // [N, dim]
    double scaleGradient = 0;
    for (std::int64_t begin = 0; begin < n; begin = rows.end(begin)) {
        const std::int64_t end = rows.end(begin);
        const at::Tensor logits = rows.logits(begin);
        at::Tensor gradient = at::exp(logits - rowSums.slice(0, begin, end).unsqueeze(1));
        gradient.add_(at::exp(logits - columnSums.unsqueeze(0)));
        const at::Tensor own = rows.globalRows(begin).unsqueeze(1);
        gradient.scatter_add_(1, own, at::full({end - begin, 1}, -2.0F, gradient.options()));
        const at::Tensor finite = batch.groups.defined()
                                      ? logits.masked_fill(logits.isneginf(), 0.0)
                                      : logits; // 0 x infinity would be no number
        scaleGradient += (gradient * finite).sum(at::kDouble).item<double>();
        gradient.mul_(rows.scale() / (2.0 * static_cast<double>(all)));
        at::Tensor images = result.imageGradient.slice(0, begin, end);
        at::mm_out(images, gradient, batch.allTexts);
        textGradient.addmm_(gradient.t(), batch.images.slice(0, begin, end));
    }
    collective.allReduceSum(textGradient);
    result.textGradient = textGradient.slice(0, batch.firstRow, batch.firstRow + n).clone();
    const double factor = 1 / (2.0 * static_cast<double>(all));
    result.loss = sumOverAll(loss, batch.images, collective) * factor;
    result.logScaleGradient = sumOverAll(scaleGradient, batch.images, collective) * factor;
    return result;
}

at::Tensor unit(const at::Tensor &x) {
    return x / x.norm(2, -1, true).clamp_min(1e-12);
}

} // namespace fovea::training
