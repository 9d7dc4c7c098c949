#pragma once

#include <QWidget>

class QVBoxLayout;

namespace fovea::ui {

class TextLabel;

/// A line with a chevron, a name and its circumstance that opens and closes what is below it.
class Fold : public QWidget {
    Q_OBJECT

public:
    explicit Fold(const QString &name, QWidget *parent = nullptr);

    void setCircumstance(const QString &circumstance);
    /// Where to put what is folded; its parent is contents().
    QVBoxLayout *body() const { return m_body; }
    QWidget *contents() const { return m_contents; }

    bool isOpen() const;
    void setOpen(bool open);

Q_SIGNALS:
    void toggled(bool open);

private:
    class FoldHead *m_head = nullptr;
    QWidget *m_contents = nullptr;
    QVBoxLayout *m_body = nullptr;
};

} // namespace fovea::ui
