#pragma once

#include <QWidget>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace fovea::ui {

class TextLabel;

/// A page with a title where the search field is elsewhere: title, one sentence, then rows.
/// Scrolls.
class Page : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMargin = 32;

    explicit Page(const QString &title, QWidget *parent = nullptr);

    void setSentence(const QString &sentence);
    QString sentence() const;

protected:
    /// Whether body() takes the height that is left, rather than standing at the top.
    void setFills(bool fills);
    /// Lets body() reach to the right edge; each of its rows keeps kMargin for itself.
    void setReachesEdge();
    void scrollToTop();
    void scrollTo(QWidget *widget);
    QVBoxLayout *body() const { return m_body; }
    QHBoxLayout *head() const { return m_head; } ///< title first; buttons go to its end
    QWidget *inner() const { return m_inner; }   ///< the parent of what is in body()
    void paintEvent(QPaintEvent *event) override;

private:
    QScrollArea *m_scroll = nullptr;
    QWidget *m_inner = nullptr;
    QHBoxLayout *m_head = nullptr;
    QVBoxLayout *m_body = nullptr;
    QVBoxLayout *m_column = nullptr; ///< all of the page
    TextLabel *m_sentence = nullptr;
};

/// A head within a page: medium text and its circumstance.
QWidget *makeSectionHead(const QString &name, const QString &circumstance, QWidget *parent);

/// Hides and schedules for deletion what a layout holds: one of it may be the sender.
void emptyLayout(QVBoxLayout *layout);

} // namespace fovea::ui
