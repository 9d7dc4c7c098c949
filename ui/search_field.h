#pragma once

#include "ui/search_request.h"

#include <QLineEdit>
#include <QList>
#include <QStringList>
#include <QWidget>

class QMimeData;
class QToolButton;

namespace fovea::ui {

class ChipWidget;

/// The line edit inside the field: keys that lead out of it become signals.
class SearchEdit : public QLineEdit {
    Q_OBJECT

public:
    using QLineEdit::QLineEdit;

Q_SIGNALS:
    void backspaceAtStart();
    void leftAtStart(); ///< Left, or Right in a right-to-left layout
    void downPressed();
    /// Paste was asked for while the clipboard holds something other than text.
    void pastedData(const QMimeData *data);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// The one search field: image chips, then free text, then a button that adds an image.
///
/// Keys: Backspace at the start takes the last chip away, Left at the start goes to the chips, Down
/// leaves for the photos, Enter searches at once. Esc and everything else is the window's.
class SearchField : public QWidget {
    Q_OBJECT

public:
    static constexpr int kHeight = 40;
    /// More images in one query only blur it.
    static constexpr int kMaxChips = 6;

    explicit SearchField(QWidget *parent = nullptr);

    QString text() const;              ///< trimmed
    void setText(const QString &text); ///< as if typed
    QList<SearchChip> chips() const;
    bool isEmpty() const { return text().isEmpty() && m_chips.isEmpty(); }

    /// Gives the chip its id and returns it, or 0 when there are kMaxChips already.
    int addChip(SearchChip chip);
    void removeChip(int id);
    void setChipInfo(int id, const QString &name, const QImage &thumbnail);
    void clear();

    /// What stands in the empty field.
    void setPlaceholder(const QString &placeholder);
    /// Chips that a drop would add, drawn dashed; empty: none.
    void setGhostChips(const QStringList &labels);

    SearchEdit *edit() const { return m_edit; }
    /// Takes the focus with all text selected.
    void takeFocus();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void textEdited();  ///< by a key or setText()
    void chipsEdited(); ///< a chip came or went
    void returnPressed();
    void downPressed();
    void addImageRequested(); ///< by the button
    void pastedData(const QMimeData *data);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void relayout();
    QList<int> chipWidths(int available) const;
    int ghostWidth(const QString &label) const;
    void refreshPlaceholder();
    void focusChip(int index);
    bool hasFocusInside() const;

    QList<ChipWidget *> m_chips;
    QStringList m_ghosts;
    QString m_placeholder;
    SearchEdit *m_edit = nullptr;
    QToolButton *m_addImage = nullptr;
    int m_textStart = 0;
};

} // namespace fovea::ui
