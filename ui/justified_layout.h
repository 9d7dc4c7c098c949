#pragma once

#include <QtGlobal>

#include <span>
#include <utility>
#include <vector>

namespace fovea::ui {

/// Measures of justified rows, in logical px. `rowHeight` is what rows aim at; the other bounds
/// follow it.
struct LayoutMetrics {
    int width = 0;         ///< of the viewport, margins included
    int rowHeight = 172;   ///< target
    int left = 16;         ///< margin where reading begins
    int right = 64;        ///< gutter where reading ends, always reserved
    int top = 4;           ///< above the first row or head
    int bottom = 16;       ///< below the last row
    int gap = 4;           ///< between photos and between rows
    int headHeight = 32;   ///< of a month head
    bool mirrored = false; ///< right to left

    int minHeight() const { return rowHeight * 145 / 172; }
    int maxHeight() const { return rowHeight * 200 / 172; }
    /// A last row fills the width only if it need not be higher than this; otherwise it has the
    /// target height.
    int lastHeight() const { return rowHeight * 115 / 100; }
    int contentWidth() const;

    bool operator==(const LayoutMetrics &) const = default;
};

/// One row of photos: indexes `first` to `first + count - 1`. y is in content coordinates.
struct LayoutRow {
    qint64 y = 0;
    int first = 0;
    int count = 0;
    int height = 0;
    bool justified = false; ///< ends flush with the content's far edge
    bool operator==(const LayoutRow &) const = default;
};

/// A head above the photos of one group (a month). It stands above the row that begins with
/// `first`.
struct LayoutHead {
    qint64 y = 0;
    int group = 0;
    int first = 0;
    int count = 0;
    bool operator==(const LayoutHead &) const = default;
};

/// Rows of photos of equal height that fill the width, from aspect ratios alone. A value: no
/// pixels, no widgets. Photos keep their order and, between 1:4 and 16:1, their proportions.
/// Greedy: a row ends where its height comes nearest to the target, so that more photos at the end
/// move only the last row. Where the width is too narrow for the bounds, or a panorama would press
/// its row too low, a row may be a little out of bounds or end short of the far edge; a panorama on
/// its own is as low as it needs to be.
class JustifiedLayout {
public:
    /// Lays out everything anew. `groups`, if not empty, has one number a photo; where it changes a
    /// head and a new row begin. Linear; a million photos take some tens of milliseconds.
    void reset(const LayoutMetrics &metrics, std::span<const float> aspects,
               std::span<const int> groups = {});

    /// Adds photos at the end: only the last row is laid out again. `aspects` and `groups` hold all
    /// photos, the old ones unchanged in front.
    void append(std::span<const float> aspects, std::span<const int> groups = {});

    const LayoutMetrics &metrics() const { return m_metrics; }
    int photoCount() const { return int(m_aspects.size()); }
    /// Height of the whole content, margins included.
    qint64 height() const { return m_height; }
    const std::vector<LayoutRow> &rows() const { return m_rows; }
    const std::vector<LayoutHead> &heads() const { return m_heads; }

    /// Index of the row that holds the photo. REQUIRES: 0 <= photo < photoCount().
    int rowOf(int photo) const;
    /// Where the photo stands. x is in viewport coordinates, y in content coordinates, so that it
    /// is exact at any height. REQUIRES: 0 <= photo < photoCount().
    struct Place {
        int x = 0;
        qint64 y = 0;
        int width = 0;
        int height = 0;
    };
    Place placeOf(int photo) const;

    /// Rows that touch the band from `top` to `bottom`, as a half-open range of row indexes.
    std::pair<int, int> rowsBetween(qint64 top, qint64 bottom) const;
    /// Heads that touch the band, as a half-open range of head indexes.
    std::pair<int, int> headsBetween(qint64 top, qint64 bottom) const;

    /// The photo under a point, or -1 in a gap or margin.
    int photoAt(int x, qint64 y) const;
    /// The photo nearest to a point (-1 only when there are none): where Page Down lands.
    int nearestPhoto(int x, qint64 y) const;
    /// The photo of a row whose span holds, or is nearest to, `x`; -1 if there is no such row.
    int photoInRow(int row, int x) const;
    /// Indexes of all photos that touch the rectangle given by two corners, in order.
    std::vector<int> photosIn(int x1, qint64 y1, int x2, qint64 y2) const;

private:
    void layFrom(int photo, qint64 y);
    LayoutRow nextRow(int first, int end) const;
    qint64 addHead(int first, qint64 y);
    int groupEnd(int photo) const;
    int edge(const LayoutRow &row, double aspectsBefore, int photosBefore) const;

    LayoutMetrics m_metrics;
    std::vector<float> m_aspects;
    std::vector<int> m_groups;
    std::vector<LayoutRow> m_rows;
    std::vector<LayoutHead> m_heads;
    qint64 m_height = 0;
};

} // namespace fovea::ui
