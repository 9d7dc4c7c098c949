#include "ui/tag_row.h"

#include "ui/style.h"
#include "ui/style_controls.h"

#include <QPainter>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kTagHeight = 24;
constexpr int kPadding = 8;
constexpr int kGap = 4;
constexpr int kUsualWidth = 236;

} // namespace

TagRow::TagRow(const QStringList &tags, QWidget *parent)
    : QWidget(parent)
    , m_tags(tags) {
    setFont(Theme::instance().smallFont());
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tags.join(QStringLiteral(", ")));
}

QList<TagRow::Tag> TagRow::layOut(int width) const {
    QList<Tag> placed;
    int x = 0;
    int y = 0;
    for (const QString &tag : m_tags) {
        const QString text = fontMetrics().elidedText(tag, Qt::ElideRight, width - 2 * kPadding);
        const int tagWidth = std::min(fontMetrics().horizontalAdvance(text) + 2 * kPadding, width);
        if (x > 0 && x + tagWidth > width) {
            x = 0;
            y += kTagHeight + kGap;
        }
        placed.append(
            {text, {isRightToLeft() ? width - x - tagWidth : x, y, tagWidth, kTagHeight}});
        x += tagWidth + kGap;
    }
    return placed;
}

int TagRow::heightForWidth(int width) const {
    const QList<Tag> tags = layOut(std::max(width, 2 * kPadding + 1));
    return tags.isEmpty() ? 0 : tags.last().rect.bottom() + 1;
}

QSize TagRow::sizeHint() const {
    return {kUsualWidth, heightForWidth(kUsualWidth)};
}

void TagRow::paintEvent(QPaintEvent * /*event*/) {
    QPainter painter(this);
    const ThemeColors colors = colorsFor(this);
    painter.setPen(colors.text);
    for (const Tag &tag : layOut(width())) {
        fillRounded(&painter, tag.rect, 6, colors.fill);
        painter.drawText(tag.rect, Qt::AlignCenter, tag.text);
    }
}

} // namespace fovea::ui
