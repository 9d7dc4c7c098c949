#include "ui/teach_options_table.h"

#include "ui/step_header.h"
#include "ui/text_label.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace fovea::ui {

namespace {

constexpr int kTwoColumns = 620; ///< px of width from which there is room for them
constexpr int kLabelWidth = 125;
constexpr int kCodeMargin = 7; ///< the first line stands as high as the button beside it

QString shortNumber(double value) {
    // As on the command line, so that what is read can be written.
    return QString::number(value, 'g', 6);
}

/// The ground of the command line.
class CodeBox : public QWidget {
public:
    explicit CodeBox(QWidget *parent)
        : QWidget(parent) {
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::instance().colors().window);
        painter.drawRoundedRect(rect(), 6, 6);
    }
};

} // namespace

TeachOptionsTable::TeachOptionsTable(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(8);
    column->addLayout(m_grid);
    addNumber("epochs", tr("Epochs"), 1, 10'000, true);
    addNumber("learning-rate", tr("Learning rate"), 1e-9, 10, false);
    addNumber("batch", tr("Batch"), 2, 65'536, true);
    addNumber("weight-decay", tr("Weight decay"), 0, 10, false);
    addNumber("rank", tr("Rank"), 1, 1'024, true);
    addNumber("alpha", tr("Alpha"), 1e-3, 10'000, false);
    addNumber("dropout", tr("Dropout"), 0, .95, false);
    addNumber("hold-out", tr("Share kept aside"), .01, .9, false);
    addNumber("seed", tr("Seed"), 0, 9e15, true);
    addText("words", tr("New words"));
    addText("as", tr("Name of the result"));

    auto *box = new CodeBox(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(8, 6, 12, 6);
    m_command = new QPlainTextEdit(box);
    m_command->setReadOnly(true);
    m_command->setFrameShape(QFrame::NoFrame);
    m_command->setTabChangesFocus(true);
    m_command->document()->setDocumentMargin(kCodeMargin);
    m_command->viewport()->setAutoFillBackground(false);
    m_command->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_command->setAccessibleName(tr("The same run as a command"));
    QFont code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    code.setPointSizeF(Theme::instance().smallFont().pointSizeF());
    m_command->setFont(code);
    auto *copy = makeLinkButton(tr("Copy"), box);
    copy->setAccessibleName(tr("Copy the command"));
    row->addWidget(m_command, 1, Qt::AlignVCenter);
    row->addWidget(copy, 0, Qt::AlignTop);
    column->addWidget(box);
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QApplication::clipboard()->setText(m_command->toPlainText());
        copy->setText(tr("Copied"));
        QTimer::singleShot(2000, copy, [copy] { copy->setText(tr("Copy")); });
    });
    layOut();
}

void TeachOptionsTable::addText(const char *key, const QString &name) {
    Field field;
    field.key = key;
    field.name = name;
    field.label =
        new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this);
    field.label->setText(name);
    field.label->setElide(Qt::ElideRight);
    field.label->setFixedWidth(kLabelWidth);
    field.edit = new QLineEdit(this);
    field.edit->setFixedHeight(28);
    field.edit->setAccessibleName(name);
    connect(field.edit, &QLineEdit::textEdited, this, &TeachOptionsTable::edited);
    m_fields.append(field);
}

void TeachOptionsTable::addNumber(const char *key, const QString &name, double least, double most,
                                  bool whole) {
    addText(key, name);
    m_fields.last().least = least;
    m_fields.last().most = most;
    m_fields.last().whole = whole;
}

void TeachOptionsTable::layOut() {
    const int columns = width() >= kTwoColumns ? 2 : 1;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    int at = 0;
    for (const Field &field : std::as_const(m_fields)) {
        const int column = at % columns * 3;
        m_grid->addWidget(field.label, at / columns, column);
        m_grid->addWidget(field.edit, at / columns, column + 1);
        ++at;
    }
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(4, columns == 2 ? 1 : 0);
    m_grid->setColumnMinimumWidth(2, columns == 2 ? 12 : 0);
}

void TeachOptionsTable::resizeEvent(QResizeEvent *event) {
    layOut();
    setCommand(m_command->toPlainText());
    QWidget::resizeEvent(event);
}

const TeachOptionsTable::Field &TeachOptionsTable::field(const char *key) const {
    return *std::ranges::find_if(
        m_fields, [key](const Field &field) { return qstrcmp(field.key, key) == 0; });
}

void TeachOptionsTable::setMethod(const MethodPlan &plan, double holdOut, qint64 seed,
                                  const QStringList &words) {
    const auto show = [this](const char *key, const QString &usual, bool applies = true) {
        QLineEdit *edit = field(key).edit;
        edit->setPlaceholderText(usual);
        edit->setEnabled(applies);
    };
    const bool low = plan.rank > 0;
    show("epochs", QString::number(plan.epochs));
    show("learning-rate", shortNumber(plan.learningRate));
    show("batch", QString::number(plan.batch));
    show("weight-decay", shortNumber(plan.weightDecay));
    show("rank", low ? QString::number(plan.rank) : tr("not with this method"), low);
    show("alpha", low ? shortNumber(plan.alpha) : tr("not with this method"), low);
    show("dropout", low ? shortNumber(plan.dropout) : tr("not with this method"), low);
    show("hold-out", shortNumber(holdOut));
    show("seed", QString::number(seed));
    show("words", words.isEmpty() ? tr("none found") : words.join(QStringLiteral(", ")));
    show("as", tr("after the album"));
}

std::optional<double> TeachOptionsTable::number(const char *key) const {
    const Field &field = this->field(key);
    const QString text = field.edit->text().trimmed();
    bool ok = false;
    double value = text.toDouble(&ok); // 5e-4, as the command line has it
    if (!ok) {
        value = QLocale().toDouble(text, &ok);
    }
    const bool fits = ok && value >= field.least && value <= field.most &&
                      (!field.whole || value == std::floor(value));
    return fits && field.edit->isEnabled() ? std::optional(value) : std::nullopt;
}

QString TeachOptionsTable::problem() const {
    for (const Field &field : m_fields) {
        const bool isNumber = field.most > field.least;
        if (isNumber && field.edit->isEnabled() && !field.edit->text().trimmed().isEmpty() &&
            !number(field.key)) {
            return field.whole
                       ? tr("%1 has to be a whole number from %2 to %3.")
                             .arg(field.name, shortNumber(field.least), shortNumber(field.most))
                       : tr("%1 has to be a number from %2 to %3.")
                             .arg(field.name, shortNumber(field.least), shortNumber(field.most));
        }
    }
    static const QRegularExpression usable(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
    const QString name = field("as").edit->text().simplified();
    if (!name.isEmpty() && !usable.match(name).hasMatch()) {
        return tr("The name of the result takes up to 64 letters, digits, dots, hyphens and "
                  "underscores.");
    }
    return {};
}

TeachOptions TeachOptionsTable::options(TeachOptions options) const {
    const auto whole = [this](const char *key) -> std::optional<int> {
        const auto value = number(key);
        return value ? std::optional(int(*value)) : std::nullopt;
    };
    options.epochs = whole("epochs");
    options.batch = whole("batch");
    options.rank = whole("rank");
    options.learningRate = number("learning-rate");
    options.weightDecay = number("weight-decay");
    options.alpha = number("alpha");
    options.dropout = number("dropout");
    options.holdOut = number("hold-out");
    if (const auto seed = number("seed")) {
        options.seed = qint64(*seed);
    }
    options.words.clear();
    for (const QString &word : field("words").edit->text().split(QLatin1Char(','))) {
        if (const QString bare = word.simplified(); !bare.isEmpty()) {
            options.words.append(bare);
        }
    }
    options.name = field("as").edit->text().simplified();
    return options;
}

QString TeachOptionsTable::command() const {
    return m_command->toPlainText();
}

void TeachOptionsTable::setCommand(const QString &command) {
    if (m_command->toPlainText() != command) {
        m_command->setPlainText(command);
    }
    // As high as its lines.
    const int room = std::max(120, width() - 110);
    const QRect needed = m_command->fontMetrics().boundingRect(QRect(0, 0, room, 10'000),
                                                               int(Qt::TextWrapAnywhere), command);
    m_command->setFixedHeight(needed.height() + 2 * kCodeMargin);
}

} // namespace fovea::ui
