#pragma once

#include "ui/scaled_thumbnails.h"
#include "ui/teach_values.h"

#include <QWidget>

namespace fovea::ui {

class ThumbnailSource;

/// Queries with their first photos below, the right ones marked.
class ExamplePhotos : public QWidget {
    Q_OBJECT

public:
    ExamplePhotos(const QString &name, ThumbnailSource *source, QWidget *parent = nullptr);

    void setExamples(const QList<TeachExample> &examples);
    /// The count of right photos in medium weight: this is the side to look at.
    void setStrong(bool strong) { m_strong = strong; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    int photoSide() const;
    int pitch() const;
    QRect photoRect(int example, int photo) const;
    void paintPhoto(QPainter *painter, const QRect &area, const TeachExample::Photo &photo);

    const QString m_name;
    ThumbnailSource *m_source = nullptr;
    QList<TeachExample> m_examples;
    bool m_strong = false;
    ScaledThumbnails m_pixels{32 * 1024 * 1024};
};

} // namespace fovea::ui
