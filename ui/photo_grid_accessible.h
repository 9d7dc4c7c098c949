#pragma once

#include <QAccessibleWidget>
#include <QHash>

namespace fovea::ui {

class PhotoGrid;

/// The grid for screen readers: a list whose items are the photos. Items are made only when asked
/// for, so that a million photos cost nothing.
class PhotoGridAccessible : public QAccessibleWidget {
public:
    explicit PhotoGridAccessible(PhotoGrid *grid);
    ~PhotoGridAccessible() override;

    /// Registers this interface for PhotoGrid; once a process.
    static void install();
    /// The photos have changed: the items told of so far are no more.
    static void forgetChildren(PhotoGrid *grid);

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;
    QAccessible::State state() const override;

private:
    friend class PhotoAccessible;
    PhotoGrid *grid() const;
    void forget();

    mutable QHash<int, QAccessible::Id> m_children;
};

} // namespace fovea::ui
