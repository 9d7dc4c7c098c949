#pragma once

#include "ui/drop_contents.h"

#include <QWidget>

class QVariantAnimation;

namespace fovea::ui {

/// Lies over the window while something is dragged over it, and shows where it can be let go: the
/// photos
/// ("Find similar photos") and the sidebar ("Add to library"). A target that cannot take what is
/// dragged stays, dashed, and says why.
class DropOverlay : public QWidget {
    Q_OBJECT

public:
    enum class Target { None, FindSimilar, AddToLibrary };

    explicit DropOverlay(QWidget *parent = nullptr);

    /// Where the targets are, in our coordinates. An empty `photos`: there is only the library, as
    /// in the first start. `spared` stays bright: the search field.
    void setAreas(const QRect &photos, const QRect &library, const QRect &spared);
    /// What is dragged, and what it would join in the search field ("a dog" and 2 images), or
    /// nothing.
    void setContents(const DropContents &contents, const QString &joins);
    void appear();
    void disappear();

    /// The target at `position` that would take the contents.
    Target targetAt(QPoint position) const;
    /// Lights up the target under the mouse.
    void setPosition(QPoint position);
    bool accepts(Target target) const;
    /// What a target says of what is dragged: what it would do, or why it cannot.
    QString sentence(Target target) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintTarget(QPainter &painter, Target target, const QRect &area, bool large);

    DropContents m_contents;
    QString m_joins;
    QRect m_photos;
    QRect m_library;
    QRect m_spared;
    Target m_under = Target::None;
    QVariantAnimation *m_fade = nullptr;
    qreal m_strength = 1;
};

} // namespace fovea::ui
