#include "engine/training/contrastive_loss.h"

#include <torch/torch.h>

#include <QTest>

#include <cmath>
#include <limits>

using namespace fovea::training;

namespace {

at::Tensor unitRows(std::int64_t n, std::int64_t dim, double phase) {
    const at::Tensor rows =
        at::arange(n * dim, at::kFloat).mul(1.7).add(phase).sin().view({n, dim});
    return rows / rows.norm(2, 1, true);
}

/// Cross-entropy as the paper writes it, with rows of an equal group taken out, through autograd.
at::Tensor plainLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &logScale,
                     const at::Tensor &groups) {
    at::Tensor logits = logScale.exp() * images.mm(texts.t());
    if (groups.defined()) {
        const at::Tensor equal = groups.unsqueeze(0).eq(groups.unsqueeze(1));
        const at::Tensor own = at::eye(images.size(0), at::kFloat).to(at::kBool);
        logits = logits.masked_fill(equal.logical_and(own.logical_not()),
                                    -std::numeric_limits<float>::infinity());
    }
    const at::Tensor labels = at::arange(images.size(0), at::kLong);
    return (at::cross_entropy_loss(logits, labels) + at::cross_entropy_loss(logits.t(), labels)) /
           2;
}

double farthest(const at::Tensor &a, const at::Tensor &b) {
    return (a - b).abs().max().item<double>();
}

} // namespace

Q_DECLARE_METATYPE(at::Tensor)

class TestContrastiveLoss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsCrossEntropyThroughAutograd_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<at::Tensor>("groups");
        QTest::addColumn<int>("block"); // rows of the matrix at once
        QTest::newRow("one pair") << 1 << at::Tensor() << 1;
        QTest::newRow("at once") << 24 << at::Tensor() << 24;
        QTest::newRow("row by row") << 24 << at::Tensor() << 1;
        QTest::newRow("blocks with a rest") << 24 << at::Tensor() << 7;
        QTest::newRow("equal captions") << 24 << at::arange(24).remainder(5) << 7;
        QTest::newRow("all equal") << 6 << at::zeros({6}, at::kLong) << 4;
    }
    void equalsCrossEntropyThroughAutograd() {
        QFETCH(int, n);
        QFETCH(at::Tensor, groups);
        QFETCH(int, block);
        at::Tensor images = unitRows(n, 16, 0).requires_grad_(true);
        at::Tensor texts = unitRows(n, 16, .4).requires_grad_(true);
        at::Tensor logScale = at::full({}, std::log(1 / .07)).requires_grad_(true);
        const at::Tensor loss = plainLoss(images, texts, logScale, groups);
        loss.backward();

        SingleProcess alone;
        const auto found = contrastiveLoss({images.detach(), texts.detach(), images.detach(),
                                            texts.detach(), 0, logScale.detach(), groups},
                                           alone, std::int64_t{block} * n);
        QVERIFY(std::abs(found.loss - loss.item<double>()) < 1e-5);
        QVERIFY(farthest(found.imageGradient, images.grad()) < 1e-6);
        QVERIFY(farthest(found.textGradient, texts.grad()) < 1e-6);
        QVERIFY(std::abs(found.logScaleGradient - logScale.grad().item<double>()) < 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestContrastiveLoss)
#include "tst_contrastive_loss.moc"
