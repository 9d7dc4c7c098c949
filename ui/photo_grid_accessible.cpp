#include "ui/photo_grid_accessible.h"

#include "ui/photo_grid.h"

#include <QPointer>

namespace fovea::ui {

/// One photo as an item of the list.
class PhotoAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    PhotoAccessible(PhotoGrid *grid, int index)
        : m_grid(grid)
        , m_index(index) {}

    int index() const { return m_index; }
    bool isValid() const override { return m_grid && m_index < int(m_grid->items().size()); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_grid ? m_grid->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override {
        return QAccessible::queryAccessibleInterface(m_grid);
    }
    QAccessibleInterface *child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface *childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface * /*child*/) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text /*type*/, const QString & /*text*/) override {}

    QString text(QAccessible::Text type) const override {
        return type == QAccessible::Name && isValid() ? m_grid->describe(m_index) : QString();
    }
    QRect rect() const override {
        if (!isValid()) {
            return {};
        }
        const QRect inView = m_grid->viewRect(m_index);
        return {m_grid->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selectable = state.multiSelectable = state.focusable = true;
        state.selected = m_grid->m_selection.contains(m_index);
        state.focused = m_grid->hasFocus() && m_grid->m_selection.current() == m_index;
        state.offscreen = !m_grid->viewRect(m_index).intersects(m_grid->viewport()->rect());
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface
                   ? static_cast<QAccessibleActionInterface *>(this)
                   : nullptr;
    }

    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString &name) override {
        if (!isValid()) {
            return;
        }
        const PhotoId id = m_grid->items()[m_index].id;
        m_grid->setCurrent(id, true);
        if (name == pressAction()) {
            Q_EMIT m_grid->openRequested(id);
        }
    }
    QStringList keyBindingsForAction(const QString & /*name*/) const override { return {}; }

private:
    QPointer<PhotoGrid> m_grid;
    int m_index;
};

PhotoGridAccessible::PhotoGridAccessible(PhotoGrid *grid)
    : QAccessibleWidget(grid, QAccessible::List) {}

PhotoGridAccessible::~PhotoGridAccessible() {
    forget();
}

void PhotoGridAccessible::install() {
    static const bool once = [] {
        QAccessible::installFactory(
            [](const QString & /*className*/, QObject *object) -> QAccessibleInterface * {
                auto *grid = qobject_cast<PhotoGrid *>(object);
                return grid != nullptr ? new PhotoGridAccessible(grid) : nullptr;
            });
        return true;
    }();
    Q_UNUSED(once)
}

void PhotoGridAccessible::forgetChildren(PhotoGrid *grid) {
    if (QAccessible::isActive()) {
        if (auto *self =
                dynamic_cast<PhotoGridAccessible *>(QAccessible::queryAccessibleInterface(grid))) {
            self->forget();
        }
    }
}

void PhotoGridAccessible::forget() {
    for (const QAccessible::Id id : std::as_const(m_children)) {
        QAccessible::deleteAccessibleInterface(id);
    }
    m_children.clear();
}

PhotoGrid *PhotoGridAccessible::grid() const {
    return static_cast<PhotoGrid *>(widget());
}

int PhotoGridAccessible::childCount() const {
    return int(grid()->items().size());
}

QAccessibleInterface *PhotoGridAccessible::child(int index) const {
    if (index < 0 || index >= childCount()) {
        return nullptr;
    }
    if (const auto it = m_children.constFind(index); it != m_children.constEnd()) {
        return QAccessible::accessibleInterface(*it);
    }
    auto *photo = new PhotoAccessible(grid(), index);
    m_children.insert(index, QAccessible::registerAccessibleInterface(photo));
    return photo;
}

int PhotoGridAccessible::indexOfChild(const QAccessibleInterface *child) const {
    const auto *photo = dynamic_cast<const PhotoAccessible *>(child);
    return photo != nullptr ? photo->index() : -1;
}

QAccessibleInterface *PhotoGridAccessible::childAt(int x, int y) const {
    return child(grid()->indexAt(grid()->viewport()->mapFromGlobal(QPoint(x, y))));
}

QAccessibleInterface *PhotoGridAccessible::focusChild() const {
    return grid()->hasFocus() ? child(grid()->m_selection.current()) : nullptr;
}

QAccessible::State PhotoGridAccessible::state() const {
    QAccessible::State state = QAccessibleWidget::state();
    state.multiSelectable = true;
    state.extSelectable = true;
    return state;
}

} // namespace fovea::ui
