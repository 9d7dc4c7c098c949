#pragma once

#include <vector>

namespace fovea::ui {

/// What is selected in a list of `size()` things, and where the keyboard is, with the rules that
/// file managers share. A value: knows indexes, no photos and no events.
class GridSelection {
public:
    /// Forgets everything. The current index is -1.
    void reset(int size);
    /// More things at the end; what is selected stays.
    void grow(int size);

    int size() const { return int(m_selected.size()); }
    int count() const { return m_count; }
    int current() const { return m_current; }
    /// Where a range that Shift extends begins; -1 if nothing was touched.
    int anchor() const { return m_anchor; }
    bool contains(int index) const;
    /// Whether the same things are selected, wherever the keyboard is.
    bool selectsSameAs(const GridSelection &other) const { return m_selected == other.m_selected; }
    /// Selected indexes, in order.
    std::vector<int> indexes() const;

    /// Click, or a plain arrow key: this one alone.
    void selectOnly(int index);
    /// Ctrl+click, Ctrl+Space.
    void toggle(int index);
    /// Shift+click or Shift+arrow: the range from the anchor, instead of the last such range; with
    /// `keepOthers` (Ctrl+Shift) beside what else is selected.
    void extendTo(int index, bool keepOthers = false);
    /// Ctrl+arrow: the keyboard moves, the selection does not.
    void moveCurrent(int index);
    void selectAll();
    /// Nothing selected; current and anchor stay.
    void clear();
    /// One more or one less, without moving current or anchor; nothing for an index that is none.
    void set(int index, bool on);
    void setAnchor(int index) { m_anchor = index; }

    bool operator==(const GridSelection &) const = default;

private:
    void setRange(int from, int to, bool on);

    std::vector<bool> m_selected;
    int m_count = 0;
    int m_current = -1;
    int m_anchor = -1;
    int m_extent = -1; ///< the far end of the range that Shift made last
};

} // namespace fovea::ui
