#include "ui/caption_model.h"

#include "ui/wording.h"

#include <QFileInfo>

#include <algorithm>
#include <numeric>
#include <utility>

namespace fovea::ui {

namespace {

/// Captions that differ in case or spaces alone are equal.
QString folded(const QString &caption) {
    return caption.simplified().toCaseFolded();
}

/// What somebody wrote of the photo stands.
bool mayBeProposed(const CaptionItem &item, const QString &caption) {
    return !caption.isEmpty() && (item.caption.isEmpty() || item.fromFolder) &&
           folded(caption) != folded(item.caption);
}

void write(CaptionItem &item, const QString &caption) {
    item.caption = caption;
    item.fromFolder = false;
}

} // namespace

void CaptionModel::setItems(const QList<CaptionItem> &items) {
    beginResetModel();
    m_items = items;
    m_proposals.clear();
    m_declined.clear();
    m_byPhoto.clear();
    for (int i = 0; i < items.size(); ++i) {
        m_byPhoto.insert(items[i].photo, i);
    }
    recount();
    rebuildRows();
    endResetModel();
    Q_EMIT countsChanged();
}

void CaptionModel::setFilter(Filter filter) {
    beginResetModel();
    m_filter = filter;
    rebuildRows();
    endResetModel();
}

void CaptionModel::rebuildRows() {
    m_rows.clear();
    for (int i = 0; i < m_items.size(); ++i) {
        const QString caption = folded(m_items[i].caption);
        const bool shown = m_filter == Filter::All ||
                           (m_filter == Filter::Missing && caption.isEmpty()) ||
                           (m_filter == Filter::Equal && m_equal.value(caption) > 1);
        if (shown) {
            m_rows.push_back(i);
        }
    }
}

void CaptionModel::recount() {
    m_equal.clear();
    m_counts = {};
    m_counts.photos = int(m_items.size());
    for (const CaptionItem &item : std::as_const(m_items)) {
        if (const QString caption = folded(item.caption); !caption.isEmpty()) {
            ++m_counts.captioned;
            ++m_equal[caption];
        }
    }
    for (const int count : std::as_const(m_equal)) {
        m_counts.equal += count > 1 ? count : 0;
    }
    m_counts.proposed = int(m_proposals.size());
}

void CaptionModel::setProposals(const QList<CaptionProposal> &proposals) {
    m_proposals.clear();
    for (const CaptionProposal &proposal : proposals) {
        const auto at = m_byPhoto.constFind(proposal.photo);
        if (at != m_byPhoto.constEnd() && mayBeProposed(m_items[*at], proposal.caption) &&
            !m_declined.contains(proposal.photo)) {
            m_proposals.insert(*at, proposal.caption);
        }
    }
    m_counts.proposed = int(m_proposals.size());
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
    Q_EMIT countsChanged();
}

void CaptionModel::confirmAll() {
    QList<CaptionItem> edited;
    for (const auto &[item, caption] : std::exchange(m_proposals, {}).asKeyValueRange()) {
        write(m_items[item], caption);
        edited.append(m_items[item]);
    }
    if (edited.isEmpty()) {
        return;
    }
    recount();
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
    Q_EMIT countsChanged();
    Q_EMIT captionsEdited(edited);
}

void CaptionModel::confirm(const QModelIndex &index) {
    const QString proposal = index.data(ProposalRole).toString();
    if (!proposal.isEmpty()) {
        setData(index, proposal, Qt::EditRole);
    }
}

void CaptionModel::decline(const QModelIndex &index) {
    if (!index.isValid()) {
        return;
    }
    const int item = m_rows[size_t(index.row())];
    if (m_proposals.remove(item) > 0) {
        m_declined.append(m_items[item].photo);
        m_counts.proposed = int(m_proposals.size());
        Q_EMIT dataChanged(index, index);
        Q_EMIT countsChanged();
    }
}

int CaptionModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant CaptionModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const int at = m_rows[size_t(index.row())];
    const CaptionItem &item = m_items[at];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return item.caption;
    case Qt::ToolTipRole:
        return Wording::path(item.file);
    case Qt::AccessibleTextRole:
        return item.caption.isEmpty() ? tr("No caption") : item.caption;
    case Qt::AccessibleDescriptionRole:
        return QFileInfo(item.file).fileName();
    case PhotoRole:
        return qint64(item.photo.value);
    case ProposalRole:
        return m_proposals.value(at);
    case EqualRole:
        return item.caption.isEmpty() ? 0 : m_equal.value(folded(item.caption)) - 1;
    default:
        return {};
    }
}

bool CaptionModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (!index.isValid() || role != Qt::EditRole) {
        return false;
    }
    const int at = m_rows[size_t(index.row())];
    const QString caption = value.toString().simplified();
    if (caption == m_items[at].caption) {
        decline(index);
        return false;
    }
    write(m_items[at], caption);
    if (caption.isEmpty()) {
        m_declined.append(m_items[at].photo); // an emptied caption does not come back as a proposal
    }
    m_proposals.remove(at);
    recount();
    // Another caption may have become equal, or no longer be.
    Q_EMIT dataChanged(this->index(0), this->index(rowCount() - 1));
    Q_EMIT countsChanged();
    Q_EMIT captionsEdited({m_items[at]});
    return true;
}

Qt::ItemFlags CaptionModel::flags(const QModelIndex &index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable |
                                 Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

} // namespace fovea::ui
