#include "ui/grid_selection.h"

#include <algorithm>

namespace fovea::ui {

void GridSelection::reset(int size) {
    *this = {};
    m_selected.resize(std::size_t(size));
}

void GridSelection::grow(int size) {
    m_selected.resize(std::size_t(std::max(size, this->size())));
}

bool GridSelection::contains(int index) const {
    return index >= 0 && index < size() && m_selected[std::size_t(index)];
}

std::vector<int> GridSelection::indexes() const {
    std::vector<int> result;
    result.reserve(std::size_t(m_count));
    for (int i = 0; i < size() && int(result.size()) < m_count; ++i) {
        if (m_selected[std::size_t(i)]) {
            result.push_back(i);
        }
    }
    return result;
}

void GridSelection::set(int index, bool on) {
    const bool isThere = index >= 0 && index < size();
    if (isThere && contains(index) != on) {
        m_selected[std::size_t(index)] = on;
        m_count += on ? 1 : -1;
    }
}

void GridSelection::setRange(int from, int to, bool on) {
    for (int i = std::min(from, to); i <= std::max(from, to); ++i) {
        set(i, on);
    }
}

void GridSelection::selectOnly(int index) {
    clear();
    set(index, true);
    m_current = m_anchor = m_extent = index;
}

void GridSelection::toggle(int index) {
    set(index, !contains(index));
    m_current = m_anchor = m_extent = index;
}

void GridSelection::extendTo(int index, bool keepOthers) {
    if (m_anchor < 0) {
        m_anchor = m_current >= 0 ? m_current : index;
    }
    if (keepOthers) {
        if (m_extent >= 0) {
            setRange(m_anchor, m_extent, false);
        }
    } else {
        clear();
    }
    setRange(m_anchor, index, true);
    m_current = m_extent = index;
}

void GridSelection::moveCurrent(int index) {
    m_current = index;
}

void GridSelection::selectAll() {
    std::fill(m_selected.begin(), m_selected.end(), true);
    m_count = size();
}

void GridSelection::clear() {
    if (m_count > 0) {
        std::fill(m_selected.begin(), m_selected.end(), false);
        m_count = 0;
    }
}

} // namespace fovea::ui
