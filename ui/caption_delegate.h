#pragma once

#include "ui/scaled_thumbnails.h"

#include <QStyledItemDelegate>

namespace fovea::ui {

class ThumbnailSource;

/// Paints a photo with its caption, and edits the caption in place.
class CaptionDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// What a click on a cell may mean.
    enum class Part { Photo, Caption, Confirm, Decline };

    explicit CaptionDelegate(QObject *parent = nullptr);

    void setSource(ThumbnailSource *source) { m_source = source; }
    void setCell(QSize cell);
    void forgetPixels() { m_pixels.clear(); }
    Part partAt(const QRect &cell, const QModelIndex &index, QPoint position) const;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

Q_SIGNALS:
    /// Enter or Shift+Enter in the editor: its text is stored, and `by` is where to go on.
    void moved(int by);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QRect photoRect(const QRect &cell) const;
    QRect captionRect(const QRect &cell) const;
    QRect markRect(const QRect &cell, int place) const;
    void paintPhoto(QPainter *painter, const QRect &area, const QModelIndex &index,
                    bool focused) const;
    void paintCaption(QPainter *painter, const QRect &cell, const QModelIndex &index) const;

    ThumbnailSource *m_source = nullptr;
    QSize m_cell{218, 200};
    mutable ScaledThumbnails m_pixels{64 * 1024 * 1024};
};

} // namespace fovea::ui
