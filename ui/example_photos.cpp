#include "ui/example_photos.h"

#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kHead = 28;
constexpr int kQuery = 22;
constexpr int kGap = 4;
constexpr int kMaxSide = 72;
constexpr int kRowGap = 22;
constexpr int kPhotos = 5;
constexpr int kCheck = 16;
constexpr int kRadius = 4;

} // namespace

ExamplePhotos::ExamplePhotos(const QString &name, ThumbnailSource *source, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_source(source) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    setAccessibleName(name);
    connect(source, &ThumbnailSource::ready, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_pixels.clear();
        update();
    });
}

void ExamplePhotos::setExamples(const QList<TeachExample> &examples) {
    const bool sameHeight = examples.size() == m_examples.size();
    m_examples = examples;
    QStringList parts;
    for (const TeachExample &example : examples) {
        parts.append(tr("%1: %2 of %3 right")
                         .arg(example.query)
                         .arg(example.rightCount())
                         .arg(example.photos.size()));
    }
    setAccessibleDescription(parts.join(QLatin1Char('\n')));
    if (!sameHeight) {
        updateGeometry();
        setFixedHeight(sizeHint().height());
    }
    update();
}

int ExamplePhotos::photoSide() const {
    return std::clamp((width() - (kPhotos - 1) * kGap) / kPhotos, 32, kMaxSide);
}

int ExamplePhotos::pitch() const {
    return kQuery + photoSide() + kRowGap;
}

QSize ExamplePhotos::sizeHint() const {
    return {kPhotos * kMaxSide + (kPhotos - 1) * kGap,
            kHead + int(m_examples.size()) * pitch() - kRowGap + 16};
}

void ExamplePhotos::resizeEvent(QResizeEvent *) {
    setFixedHeight(sizeHint().height());
}

QRect ExamplePhotos::photoRect(int example, int photo) const {
    const int side = photoSide();
    return QStyle::visualRect(
        layoutDirection(), rect(),
        {photo * (side + kGap), kHead + example * pitch() + kQuery, side, side});
}

void ExamplePhotos::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    const auto mirrored = [this](const QRect &area) {
        return QStyle::visualRect(layoutDirection(), rect(), area);
    };
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int wide = kPhotos * (photoSide() + kGap) - kGap;
    painter.setFont(Theme::instance().bodyFont(QFont::DemiBold));
    painter.setPen(colors.text);
    painter.drawText(mirrored({0, 0, wide, kHead - 4}), int(Qt::AlignLeading | Qt::AlignVCenter),
                     m_name);
    for (int i = 0; i < m_examples.size(); ++i) {
        const TeachExample &example = m_examples[i];
        const QRect line = mirrored({0, kHead + i * pitch(), wide, kQuery});
        const QString count = tr("%1 of %2")
                                  .arg(example.rightCount())
                                  .arg(std::max<qsizetype>(1, example.photos.size()));
        const QFont plain = Theme::instance().bodyFont();
        const QFont figure = m_strong ? Theme::instance().bodyFont(QFont::Medium) : plain;
        const int room = wide - QFontMetrics(figure).horizontalAdvance(count) - 12;
        painter.setFont(plain);
        painter.setPen(colors.text2);
        painter.drawText(line, int(Qt::AlignLeading | Qt::AlignVCenter),
                         painter.fontMetrics().elidedText(example.query, Qt::ElideRight, room));
        painter.setFont(figure);
        painter.setPen(m_strong ? colors.text : colors.text2);
        painter.drawText(line, int(Qt::AlignTrailing | Qt::AlignVCenter), count);
        for (int j = 0; j < std::min<qsizetype>(kPhotos, example.photos.size()); ++j) {
            paintPhoto(&painter, photoRect(i, j), example.photos[j]);
        }
    }
}

void ExamplePhotos::paintPhoto(QPainter *painter, const QRect &area,
                               const TeachExample::Photo &photo) {
    const ThemeColors &colors = Theme::instance().colors();
    const qreal ratio = devicePixelRatioF();
    const QSize size = QSizeF(area.size() * ratio).toSize();
    m_pixels.setFinish(colors.base, colors.photoLine, kRadius);
    QPixmap pixels = m_pixels.find(photo.photo, size, ratio);
    if (pixels.isNull()) {
        if (const QImage image = m_source->thumbnail(photo.photo); !image.isNull()) {
            pixels = m_pixels.insert(photo.photo, croppedTo(image, size), size, ratio);
        }
    }
    if (pixels.isNull()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.placeholder);
        painter->drawRoundedRect(area, kRadius, kRadius);
    } else {
        painter->drawPixmap(area.topLeft(), pixels);
    }
    if (photo.right) {
        const QRectF mark(area.right() + 1 - 4 - kCheck, area.bottom() + 1 - 4 - kCheck, kCheck,
                          kCheck);
        painter->setPen(QPen(Qt::white, 1.5));
        painter->setBrush(colors.good);
        painter->drawEllipse(mark);
        paintIcon(painter, Icon::Check, mark.adjusted(3, 3, -3, -3), Qt::white);
    }
}

bool ExamplePhotos::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = (help->pos().y() - kHead) / std::max(1, pitch());
        if (row >= 0 && row < m_examples.size() && help->pos().y() >= kHead) {
            QToolTip::showText(help->globalPos(), m_examples[row].query, this);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace fovea::ui
