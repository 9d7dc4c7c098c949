#include "ui/curve_chart.h"

#include "ui/text_label.h"
#include "ui/theme.h"

#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QGraphicsSimpleTextItem>
#include <QHBoxLayout>
#include <QLineSeries>
#include <QLocale>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fovea::ui {

namespace {

constexpr int kHeight = 180;
constexpr int kNameRoom = 92; ///< at the right, for the curves' names
constexpr int kPointsShown = 400;

/// The next of 1, 2, 2.5 and 5 times a power of ten.
double niceAbove(double value) {
    if (value <= 0) {
        return 1;
    }
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1., 2., 2.5, 5.}) {
        if (value <= step * power * (1 + 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

/// Fewer points where there are more than pixels: each the mean of its neighbors.
QList<QPointF> thinned(const QList<QPointF> &points) {
    const qsizetype each = (points.size() + kPointsShown - 1) / kPointsShown;
    if (each <= 1) {
        return points;
    }
    QList<QPointF> result;
    for (qsizetype i = 0; i < points.size(); i += each) {
        const qsizetype end = std::min(points.size(), i + each);
        QPointF sum;
        for (qsizetype j = i; j < end; ++j) {
            sum += points[j];
        }
        result.append(sum / double(end - i));
    }
    return result;
}

} // namespace

CurveChart::CurveChart(const QString &name, Scale scale, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_scale(scale)
    , m_circumstance(
          new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_nothing(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_body(new QStackedLayout)
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart, this))
    , m_level(new QValueAxis(m_chart))
    , m_upright(new QValueAxis(m_chart)) {
    auto *title = new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this);
    title->setText(name);
    m_circumstance->setElide(Qt::ElideRight);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(title);
    head->addWidget(m_circumstance, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_body->addWidget(m_view);
    m_body->addWidget(m_nothing);
    m_body->setCurrentWidget(m_nothing);
    column->addLayout(m_body);

    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins({0, 6, kNameRoom, 0});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->addAxis(m_level, Qt::AlignBottom);
    m_chart->addAxis(m_upright, Qt::AlignLeft);
    m_level->setGridLineVisible(false);
    m_level->setLineVisible(false);
    m_level->setLabelFormat(QStringLiteral("%g"));
    m_upright->setLineVisible(false);
    m_view->setFixedHeight(kHeight);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setBackgroundBrush(Qt::NoBrush);
    m_view->viewport()->setAutoFillBackground(false);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&Theme::instance(), &Theme::changed, this, &CurveChart::follow);
    connect(m_chart, &QChart::plotAreaChanged, this, &CurveChart::placeNames);
    follow();
}

void CurveChart::setCircumstance(const QString &circumstance) {
    m_circumstance->setText(circumstance);
}

void CurveChart::setEmptyText(const QString &sentence) {
    m_nothing->setText(sentence);
}

void CurveChart::setCurves(const QList<Curve> &curves, double epochs) {
    m_curves = curves;
    while (m_series.size() < curves.size()) {
        auto *series = new QLineSeries(m_chart);
        m_chart->addSeries(series);
        series->attachAxis(m_level);
        series->attachAxis(m_upright);
        m_series.append(series);
        m_names.append(new QGraphicsSimpleTextItem(m_chart));
    }
    for (int i = 0; i < m_series.size(); ++i) {
        m_series[i]->replace(i < curves.size() ? thinned(curves[i].points) : QList<QPointF>());
        m_names[i]->setText(i < curves.size() ? curves[i].name : QString());
        m_series[i]->setPointsVisible(m_series[i]->count() == 1); // which no line shows
    }
    const bool empty =
        std::ranges::all_of(curves, [](const Curve &curve) { return curve.points.isEmpty(); });
    m_body->setCurrentWidget(empty ? static_cast<QWidget *>(m_nothing) : m_view);
    m_circumstance->setVisible(!empty);
    fitAxes(epochs);
    follow();
    setAccessibleName(m_name);
    setAccessibleDescription(empty ? m_nothing->text() : describe());
}

void CurveChart::fitAxes(double epochs) {
    double least = std::numeric_limits<double>::max();
    double most = std::numeric_limits<double>::lowest();
    for (const Curve &curve : std::as_const(m_curves)) {
        for (const QPointF &point : curve.points) {
            least = std::min(least, point.y());
            most = std::max(most, point.y());
            epochs = std::max(epochs, point.x());
        }
    }
    m_level->setRange(0, std::max(epochs, 1e-6));
    m_level->setTickCount(2);
    if (epochs >= 2) {
        const int parts = int(epochs) % 4 == 0 ? 4 : int(epochs) % 3 == 0 ? 3 : 2;
        m_level->setTickCount(parts + 1);
    }
    if (m_scale == Scale::Percent) {
        m_upright->setRange(0, 1);
    } else if (most >= least) {
        m_upright->setRange(0, niceAbove(most));
    }
    m_upright->setTickCount(3);
    const char *format = m_scale == Scale::Scientific ? "%.1e" : "%.1f";
    if (m_scale == Scale::Percent) {
        m_upright->setRange(0, 100);
        format = "%.0f%%";
        for (int i = 0; i < m_series.size(); ++i) {
            QList<QPointF> points = m_series[i]->points();
            for (QPointF &point : points) {
                point.setY(100 * point.y());
            }
            m_series[i]->replace(points);
        }
    } else if (m_scale == Scale::Plain && m_upright->max() < 1) {
        format = "%.3g";
    }
    m_upright->setLabelFormat(QLatin1String(format));
}

/// The theme's colors and fonts.
void CurveChart::follow() {
    const ThemeColors &colors = Theme::instance().colors();
    const QFont small = Theme::instance().smallFont();
    for (QValueAxis *axis : {m_level, m_upright}) {
        axis->setLabelsColor(colors.text2);
        axis->setLabelsFont(small);
        axis->setGridLinePen(QPen(colors.line, 1));
    }
    for (int i = 0; i < m_series.size() && i < m_curves.size(); ++i) {
        const QColor color = m_curves[i].accented ? colors.link : colors.control;
        m_series[i]->setPen(QPen(color, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_names[i]->setBrush(colors.text);
        m_names[i]->setFont(small);
    }
    placeNames();
}

/// Each name at the end of its curve, kept apart where the ends lie close together.
void CurveChart::placeNames() {
    const QRectF plot = m_chart->plotArea();
    QList<std::pair<qreal, QGraphicsSimpleTextItem *>> rows;
    for (int i = 0; i < m_names.size(); ++i) {
        const QList<QPointF> points = m_series[i]->points();
        m_names[i]->setVisible(!points.isEmpty() && !m_names[i]->text().isEmpty());
        if (m_names[i]->isVisible()) {
            const qreal half = m_names[i]->boundingRect().height() / 2;
            rows.append(
                {m_chart->mapToPosition(points.last(), m_series[i]).y() - half, m_names[i]});
        }
    }
    std::ranges::sort(rows, {}, &std::pair<qreal, QGraphicsSimpleTextItem *>::first);
    qreal next = std::numeric_limits<qreal>::lowest();
    for (auto &[y, name] : rows) {
        y = std::max(y, next);
        next = y + name->boundingRect().height() - 2;
        name->setPos(plot.right() + 8, y);
    }
}

QString CurveChart::describe() const {
    QStringList parts;
    for (const Curve &curve : m_curves) {
        if (!curve.points.isEmpty()) {
            parts.append(tr("%1 from %2 to %3")
                             .arg(curve.name.isEmpty() ? m_name : curve.name,
                                  QLocale().toString(curve.points.first().y(), 'g', 3),
                                  QLocale().toString(curve.points.last().y(), 'g', 3)));
        }
    }
    return parts.join(QStringLiteral("; "));
}

void CurveChart::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    QTimer::singleShot(0, this, &CurveChart::placeNames);
}

void CurveChart::showEvent(QShowEvent *event) {
    QWidget::showEvent(event);
    QTimer::singleShot(0, this, &CurveChart::placeNames);
}

} // namespace fovea::ui
