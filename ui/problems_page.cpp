#include "ui/problems_page.h"

#include "ui/icons.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kRowHeight = 56;
constexpr int kIconSize = 20;
constexpr int kGap = 12;
constexpr int kPadding = 8; ///< the ground of a selected row is wider than its text

enum Role { PathRole = Qt::UserRole, ReasonRole };

/// The folder that a path names, and its last part.
std::pair<QString, QString> splitPath(const QString &path) {
    const qsizetype slash = path.lastIndexOf(QLatin1Char('/'));
    return {path.left(slash), path.mid(slash + 1)};
}

} // namespace

class FailureModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    void setFailures(const QList<FailureEntry> &failures) {
        beginResetModel();
        m_failures = failures;
        endResetModel();
    }
    const QList<FailureEntry> &failures() const { return m_failures; }

    int rowCount(const QModelIndex &parent = {}) const override {
        return parent.isValid() ? 0 : int(m_failures.size());
    }
    QVariant data(const QModelIndex &index, int role) const override {
        if (!index.isValid()) {
            return {};
        }
        const FailureEntry &failure = m_failures[index.row()];
        switch (role) {
        case Qt::DisplayRole:
            return splitPath(failure.path).second;
        case PathRole:
            return failure.path;
        case ReasonRole:
            return failure.reason;
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return QStringLiteral("%1\n%2").arg(failure.path, failure.reason);
        default:
            return {};
        }
    }

private:
    QList<FailureEntry> m_failures;
};

namespace {

/// Name over folder at the left, the reason at the right.
class FailureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override {
        return {200, kRowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        const ThemeColors &colors = Theme::instance().colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect;
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors.current);
            painter->drawRoundedRect(row.adjusted(0, 2, 0, -2), 6, 6);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(colors.focus, 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(row).adjusted(1, 3, -1, -3), 5, 5);
        }
        painter->fillRect(row.adjusted(kPadding, row.height() - 1, -kPadding, 0), colors.line);

        const auto mirrored = [&](const QRect &area) {
            return QStyle::visualRect(option.direction, row, area);
        };
        const int left = row.left() + kPadding;
        paintIcon(painter, Icon::File,
                  QRectF(mirrored({left, row.center().y() - kIconSize / 2, kIconSize, kIconSize})),
                  colors.text2);
        const int textLeft = left + kIconSize + kGap;
        const int nameWidth = (row.right() - textLeft) * 2 / 5;
        const auto [folder, name] = splitPath(index.data(PathRole).toString());
        paintLines(painter, mirrored({textLeft, row.top(), nameWidth, row.height()}), name, folder,
                   option.direction);
        const int reasonLeft = textLeft + nameWidth + 2 * kGap;
        const QRect reason =
            mirrored({reasonLeft, row.top(), row.right() - 8 - reasonLeft, row.height()});
        painter->setFont(Theme::instance().bodyFont());
        painter->setPen(colors.text);
        const QRect lines = reason.adjusted(0, 8, 0, -8);
        painter->drawText(lines,
                          int(QStyle::visualAlignment(option.direction, Qt::AlignLeft) |
                              Qt::AlignVCenter | Qt::TextWordWrap),
                          index.data(ReasonRole).toString());
        painter->restore();
    }

private:
    static void paintLines(QPainter *painter, const QRect &area, const QString &name,
                           const QString &folder, Qt::LayoutDirection direction) {
        const Theme &theme = Theme::instance();
        const auto align = int(QStyle::visualAlignment(direction, Qt::AlignLeft));
        const QRect upper(area.left(), area.top(), area.width(), area.height() / 2 + 1);
        const QRect lower(area.left(), upper.bottom() + 1, area.width(), area.height() / 2);
        painter->setFont(theme.bodyFont(QFont::Medium));
        painter->setPen(theme.colors().text);
        painter->drawText(upper, align | Qt::AlignBottom,
                          painter->fontMetrics().elidedText(name, Qt::ElideMiddle, area.width()));
        painter->setFont(theme.smallFont());
        painter->setPen(theme.colors().text2);
        painter->drawText(lower, align | Qt::AlignTop,
                          painter->fontMetrics().elidedText(folder, Qt::ElideMiddle, area.width()));
    }
};

} // namespace

ProblemsPage::ProblemsPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new FailureModel(this))
    , m_sentence(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_list(new QListView(this))
    , m_tryAll(new QPushButton(tr("Try all again"), this)) {
    setAccessibleName(tr("Problems"));
    auto *title =
        new TextLabel(TextLabel::Size::Title, TextLabel::Color::Text, QFont::DemiBold, this);
    title->setText(tr("Problems"));
    m_sentence->setWordWrap(true);
    m_tryAll->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FailureDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Files that could not be read"));
    m_list->installEventFilter(this);

    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(m_tryAll);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(kPadding, 0, kPadding, 0);
    top->setSpacing(0);
    top->addLayout(head);
    top->addWidget(m_sentence);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Page::kMargin - kPadding, 20, Page::kMargin - kPadding, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addSpacing(20);
    layout->addWidget(m_list, 1);

    connect(m_tryAll, &QPushButton::clicked, this, [this] {
        QStringList paths;
        for (const FailureEntry &failure : m_model->failures()) {
            paths.append(failure.path);
        }
        Q_EMIT tryAgainRequested(paths);
    });
    connect(m_list, &QListView::customContextMenuRequested, this, &ProblemsPage::showMenu);
    connect(m_list, &QListView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT revealRequested(index.data(PathRole).toString());
    });
}

void ProblemsPage::setFailures(const QList<FailureEntry> &failures) {
    m_model->setFailures(failures);
    m_tryAll->setVisible(!failures.isEmpty());
    m_sentence->setText(
        failures.isEmpty()
            ? tr("Every file could be read.")
            : tr("%Ln file(s) could not be read; the rest of each folder is not affected.", nullptr,
                 Wording::numerus(failures.size())));
}

QStringList ProblemsPage::selectedPaths() const {
    QStringList paths;
    for (const QModelIndex &index : m_list->selectionModel()->selectedIndexes()) {
        paths.append(index.data(PathRole).toString());
    }
    return paths;
}

void ProblemsPage::showMenu(QPoint position) {
    const QStringList paths = selectedPaths();
    if (paths.isEmpty()) {
        return;
    }
    QMenu menu(this);
    menu.addAction(icon(Icon::Refresh), tr("Try again"), this,
                   [this, paths] { Q_EMIT tryAgainRequested(paths); });
    menu.addAction(icon(Icon::ShowInFolder), tr("Show in folder"), this,
                   [this, paths] { Q_EMIT revealRequested(paths.first()); });
    menu.addAction(icon(Icon::Copy), tr("Copy the path"), this,
                   [paths] { QApplication::clipboard()->setText(paths.join(QLatin1Char('\n'))); });
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

bool ProblemsPage::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        auto *press = static_cast<QKeyEvent *>(event);
        const int key = press->key();
        if (press->modifiers() == Qt::NoModifier && !press->text().isEmpty() &&
            press->text().at(0).isLetterOrNumber()) {
            press->ignore(); // typing starts a search, here as everywhere
            return true;
        }
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !selectedPaths().isEmpty()) {
            Q_EMIT tryAgainRequested(selectedPaths());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ProblemsPage::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().base);
}

} // namespace fovea::ui
