#pragma once

#include "ui/teach_values.h"

#include <QAbstractListModel>
#include <QHash>

#include <vector>

namespace fovea::ui {

/// Photos with their captions, all of them or those that need a look. A caption that is proposed
/// counts for nothing until it is confirmed.
class CaptionModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        PhotoRole = Qt::UserRole + 1, ///< qint64: the photo's id
        ProposalRole,                 ///< QString: empty where none
        EqualRole,                    ///< int: how many others have the same caption
    };
    enum class Filter { All, Missing, Equal };

    struct Counts {
        int photos = 0;
        int captioned = 0;
        int equal = 0; ///< photos whose caption others have too
        int proposed = 0;
        int missing() const { return photos - captioned; }
    };

    using QAbstractListModel::QAbstractListModel;

    void setItems(const QList<CaptionItem> &items);
    const QList<CaptionItem> &items() const { return m_items; }
    /// What is in the list stays there while it is edited, until the next call.
    void setFilter(Filter filter);
    Filter filter() const { return m_filter; }

    /// Only for photos without a caption of their own whose proposal was not declined.
    void setProposals(const QList<CaptionProposal> &proposals);
    void confirmAll();
    void confirm(const QModelIndex &index);
    void decline(const QModelIndex &index);

    Counts counts() const { return m_counts; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void countsChanged();
    /// By a person, who wrote or confirmed it.
    void captionsEdited(const QList<fovea::ui::CaptionItem> &items);

private:
    void rebuildRows();
    void recount();
    void tellRow(int item);

    QList<CaptionItem> m_items;
    std::vector<int> m_rows; ///< index into m_items
    QHash<PhotoId, int> m_byPhoto;
    QHash<int, QString> m_proposals; ///< by index into m_items
    QHash<QString, int> m_equal;     ///< how many have that caption, by its folded form
    QList<PhotoId> m_declined;
    Filter m_filter = Filter::All;
    Counts m_counts;
};

} // namespace fovea::ui
