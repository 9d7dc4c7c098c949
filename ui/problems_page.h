#pragma once

#include "ui/folder_entry.h"
#include "ui/page.h"

#include <QList>

class QListView;
class QPushButton;

namespace fovea::ui {

class FailureModel;

/// The files that could not be read, each with its reason. Enter tries the current one again; the
/// menu has the rest. Any number of files.
class ProblemsPage : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsPage(QWidget *parent = nullptr);

    void setFailures(const QList<FailureEntry> &failures);

Q_SIGNALS:
    void tryAgainRequested(const QStringList &paths);
    void revealRequested(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMenu(QPoint position);
    QStringList selectedPaths() const;

    FailureModel *m_model = nullptr;
    TextLabel *m_sentence = nullptr;
    QListView *m_list = nullptr;
    QPushButton *m_tryAll = nullptr;
};

} // namespace fovea::ui
