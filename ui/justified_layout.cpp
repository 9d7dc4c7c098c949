#include "ui/justified_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fovea::ui {

namespace {

constexpr float kMinAspect = 0.25F;
constexpr float kMaxAspect = 16.0F;
/// How far out of bounds a row may be before it rather ends short of the far edge.
constexpr double kLowSlack = 0.75;
constexpr double kHighSlack = 1.15;

float usable(float aspect) {
    return aspect > 0 ? std::clamp(aspect, kMinAspect, kMaxAspect) : 1.0F;
}

/// Distance of a height to the target in proportion, so that twice and half weigh the same.
double misfit(double height, double target) {
    return std::abs(std::log(height / target));
}

} // namespace

int LayoutMetrics::contentWidth() const {
    return std::max(width - left - right, 1);
}

void JustifiedLayout::reset(const LayoutMetrics &metrics, std::span<const float> aspects,
                            std::span<const int> groups) {
    m_metrics = metrics;
    m_aspects.clear();
    m_groups.clear();
    m_rows.clear();
    m_heads.clear();
    append(aspects, groups);
}

void JustifiedLayout::append(std::span<const float> aspects, std::span<const int> groups) {
    Q_ASSERT(groups.empty() || groups.size() == aspects.size());
    const std::size_t old = m_aspects.size();
    m_aspects.resize(aspects.size());
    std::transform(aspects.begin() + std::ptrdiff_t(old), aspects.end(),
                   m_aspects.begin() + std::ptrdiff_t(old), usable);
    m_groups.assign(groups.begin(), groups.end());
    if (m_rows.empty()) {
        layFrom(0, m_metrics.top);
        return;
    }
    const LayoutRow last = m_rows.back();
    m_rows.pop_back();
    qint64 y = last.y;
    if (!m_heads.empty() && m_heads.back().first == last.first) {
        y = m_heads.back().y;
        m_heads.pop_back();
    } else if (!m_heads.empty()) {
        LayoutHead &head = m_heads.back();
        head.count = groupEnd(head.first) - head.first;
    }
    layFrom(last.first, y);
}

/// Lays out the photos from `photo` on; `y` is where their head or row begins.
void JustifiedLayout::layFrom(int photo, qint64 y) {
    const int total = photoCount();
    while (photo < total) {
        const int end = groupEnd(photo);
        const bool begins = photo == 0 || m_groups.empty() ||
                            m_groups[std::size_t(photo)] != m_groups[std::size_t(photo - 1)];
        if (!m_groups.empty() && begins) {
            y = addHead(photo, y);
        }
        while (photo < end) {
            LayoutRow row = nextRow(photo, end);
            row.y = y;
            m_rows.push_back(row);
            y += row.height + m_metrics.gap;
            photo += row.count;
        }
    }
    m_height = m_rows.empty() ? 0 : m_rows.back().y + m_rows.back().height + m_metrics.bottom;
}

qint64 JustifiedLayout::addHead(int first, qint64 y) {
    const int group = m_groups[std::size_t(first)];
    m_heads.push_back({y, group, first, groupEnd(first) - first});
    return y + m_metrics.headHeight;
}

/// Index after the last photo of the photo's group.
int JustifiedLayout::groupEnd(int photo) const {
    if (m_groups.empty()) {
        return photoCount();
    }
    const auto from = m_groups.begin() + photo;
    const auto end =
        std::find_if(from, m_groups.end(), [group = *from](int g) { return g != group; });
    return int(end - m_groups.begin());
}

/// The row that begins with `first`; its y is left open.
LayoutRow JustifiedLayout::nextRow(int first, int end) const {
    const double width = m_metrics.contentWidth();
    const double target = m_metrics.rowHeight;
    double sum = 0;
    double before = 0; // the height without the photo in hand
    int count = 0;
    double height = 0;
    while (first + count < end) {
        sum += double(m_aspects[std::size_t(first + count)]);
        height = std::max((width - m_metrics.gap * count) / sum, 1.0);
        ++count;
        if (height <= target) {
            break;
        }
        before = height;
    }
    if (height > target) { // the photos ran out
        const bool fills = height <= m_metrics.lastHeight();
        return {0, first, count, int(std::lround(fills ? height : target)), fills};
    }
    const bool pressed = height < m_metrics.minHeight() * kLowSlack;
    const bool fewerIsNearer = misfit(before, target) < misfit(height, target) &&
                               before <= m_metrics.maxHeight() * kHighSlack;
    const bool moreFits = height >= m_metrics.minHeight();
    const bool fewerFits = before <= m_metrics.maxHeight();
    if (count > 1 && (pressed || (fewerIsNearer && (fewerFits || !moreFits)))) {
        const bool fills = before <= m_metrics.maxHeight() * kHighSlack;
        return {0, first, count - 1, fills ? int(std::lround(before)) : m_metrics.rowHeight, fills};
    }
    return {0, first, count, int(std::lround(height)), true};
}

int JustifiedLayout::rowOf(int photo) const {
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), photo,
                                        [](int p, const LayoutRow &row) { return p < row.first; });
    return int(after - m_rows.begin()) - 1;
}

/// Where, from the content's near edge, a photo begins that has this much before it in its row. A
/// row that fills the width takes its exact height from the sum, so that rounding never leaves a
/// rag.
int JustifiedLayout::edge(const LayoutRow &row, double aspectsBefore, int photosBefore) const {
    double height = row.height;
    if (row.justified) {
        double sum = 0;
        for (int i = 0; i < row.count; ++i) {
            sum += double(m_aspects[std::size_t(row.first + i)]);
        }
        height = (m_metrics.contentWidth() - m_metrics.gap * (row.count - 1)) / sum;
    }
    return int(std::lround(aspectsBefore * height)) + m_metrics.gap * photosBefore;
}

JustifiedLayout::Place JustifiedLayout::placeOf(int photo) const {
    const LayoutRow &row = m_rows[std::size_t(rowOf(photo))];
    double before = 0;
    for (int i = row.first; i < photo; ++i) {
        before += double(m_aspects[std::size_t(i)]);
    }
    const int index = photo - row.first;
    const int from = edge(row, before, index);
    const int to = edge(row, before + double(m_aspects[std::size_t(photo)]), index);
    const int width = std::max(to - from, 1);
    const int near = m_metrics.left + from;
    return {m_metrics.mirrored ? m_metrics.width - near - width : near, row.y, width, row.height};
}

std::pair<int, int> JustifiedLayout::rowsBetween(qint64 top, qint64 bottom) const {
    const auto first =
        std::partition_point(m_rows.begin(), m_rows.end(),
                             [top](const LayoutRow &row) { return row.y + row.height <= top; });
    const auto last = std::partition_point(
        first, m_rows.end(), [bottom](const LayoutRow &row) { return row.y < bottom; });
    return {int(first - m_rows.begin()), int(last - m_rows.begin())};
}

std::pair<int, int> JustifiedLayout::headsBetween(qint64 top, qint64 bottom) const {
    const qint64 height = m_metrics.headHeight;
    const auto first =
        std::partition_point(m_heads.begin(), m_heads.end(),
                             [=](const LayoutHead &head) { return head.y + height <= top; });
    const auto last = std::partition_point(
        first, m_heads.end(), [bottom](const LayoutHead &head) { return head.y < bottom; });
    return {int(first - m_heads.begin()), int(last - m_heads.begin())};
}

int JustifiedLayout::photoAt(int x, qint64 y) const {
    const auto [first, last] = rowsBetween(y, y + 1);
    if (first == last) {
        return -1;
    }
    const int photo = photoInRow(first, x);
    const Place place = placeOf(photo);
    return x >= place.x && x < place.x + place.width ? photo : -1;
}

int JustifiedLayout::nearestPhoto(int x, qint64 y) const {
    if (m_rows.empty()) {
        return -1;
    }
    const auto after =
        std::partition_point(m_rows.begin(), m_rows.end(),
                             [y](const LayoutRow &row) { return row.y + row.height <= y; });
    std::size_t row = std::min(std::size_t(after - m_rows.begin()), m_rows.size() - 1);
    if (row > 0 && m_rows[row].y - y > y - (m_rows[row - 1].y + m_rows[row - 1].height)) {
        --row;
    }
    return photoInRow(int(row), x);
}

int JustifiedLayout::photoInRow(int row, int x) const {
    if (row < 0 || row >= int(m_rows.size())) {
        return -1;
    }
    const LayoutRow &r = m_rows[std::size_t(row)];
    int best = r.first;
    int bestDistance = std::numeric_limits<int>::max();
    for (int photo = r.first; photo < r.first + r.count; ++photo) {
        const Place place = placeOf(photo);
        const int distance = std::max({place.x - x, x - (place.x + place.width - 1), 0});
        if (distance < bestDistance) {
            best = photo;
            bestDistance = distance;
        }
    }
    return best;
}

std::vector<int> JustifiedLayout::photosIn(int x1, qint64 y1, int x2, qint64 y2) const {
    const auto [left, right] = std::minmax(x1, x2);
    const auto [top, bottom] = std::minmax(y1, y2);
    std::vector<int> photos;
    const auto [first, last] = rowsBetween(top, bottom + 1);
    for (int row = first; row < last; ++row) {
        const LayoutRow &r = m_rows[std::size_t(row)];
        for (int photo = r.first; photo < r.first + r.count; ++photo) {
            const Place place = placeOf(photo);
            if (place.x <= right && place.x + place.width > left) {
                photos.push_back(photo);
            }
        }
    }
    return photos;
}

} // namespace fovea::ui
