#include "app/teach_service.h"

#include "app/decoders.h"
#include "app/teach_captions.h"
#include "app/train_words.h"

#include <QHash>

namespace fovea::app {

namespace {

const QString kOnTop = QStringLiteral("--on-top");

QString sentenceOf(const Error &error) {
    return QString::fromStdString(error.message);
}

void add(QStringList &options, const char *name, const QString &value) {
    options << QLatin1String(name) << value;
}

template <typename Number>
void addNumber(QStringList &options, const char *name, const std::optional<Number> &value) {
    if (value) {
        add(options, name, QString::number(*value));
    }
}

} // namespace

TeachService::TeachService(QString program, std::filesystem::path libraryFolder, FileIds fileIds,
                           std::shared_ptr<Decoders> decoders, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(libraryFolder))
    , m_fileIds(std::move(fileIds))
    , m_decoders(std::move(decoders))
    , m_process(std::move(program), QString::fromStdString(m_folder.string()), m_fileIds)
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("captions"))) {
    connect(&m_process, &TrainProcess::planned, this, &TeachService::takePlan);
    connect(&m_process, &TrainProcess::failed, this,
            [this](TrainProcess::State during, const QString &sentence) {
                if (during == TrainProcess::State::Running) {
                    Q_EMIT runFailed(sentence);
                    return;
                }
                ui::TeachPlan plan;
                plan.problem = sentence;
                Q_EMIT planMade(m_planned, plan);
            });
}

TeachService::~TeachService() {
    ++m_newest; // nobody waits for it any more
    stopProposing();
    if (m_reading) {
        m_reading->stop();
    }
    m_thread->finishAll(); // captions that a person wrote are not lost
}

/// Hands over to the window's thread.
template <typename Action>
void TeachService::tell(Action action) {
    QMetaObject::invokeMethod(this, std::move(action), Qt::QueuedConnection);
}

/// In the service's thread.
Result<TeachCaptions *> TeachService::captions() {
    if (!m_captions) {
        auto opened = library::Library::open(m_folder);
        if (!opened) {
            return fail(opened.error());
        }
        m_library = std::move(*opened);
        m_captions = std::make_unique<TeachCaptions>(
            *m_library, [this](const std::filesystem::path &file) -> Result<image::Metadata> {
                image::DecodeRequest request;
                request.file = file;
                auto read = m_decoders->decode(request);
                if (!read) {
                    return fail(read.error());
                }
                return std::move(read->metadata);
            });
    }
    return m_captions.get();
}

void TeachService::readCaptions(const ui::TeachSource &source) {
    const quint64 serial = ++m_newest;
    stopProposing();
    if (m_reading) {
        m_reading->stop();
    }
    m_reading = std::make_shared<StopToken>();
    m_thread->post([this, source, serial, stop = m_reading] {
        if (serial != m_newest) {
            return;
        }
        const auto opened = captions();
        const Result<QList<ui::CaptionItem>> items =
            opened ? (*opened)->read(source, stop.get()) : fail(opened.error());
        tell([this, source, serial, items] {
            if (serial != m_newest) {
                return;
            }
            if (!items) {
                Q_EMIT captionsFailed(source, captionProblem(items.error(), source.path));
                return;
            }
            QList<ui::CaptionItem> named = *items;
            for (ui::CaptionItem &item : named) {
                item.photo = item.photo ? item.photo : m_fileIds(item.file);
            }
            Q_EMIT captionsRead(source, named);
            m_read = named;
            m_readFrom = source;
            propose();
        });
    });
}

void TeachService::stopProposing() {
    if (m_proposing) {
        m_proposing->stop();
    }
}

void TeachService::propose() {
    stopProposing();
    m_proposing = std::make_shared<StopToken>();
    m_thread->post([this, stop = m_proposing, source = m_readFrom, items = m_read] {
        const auto opened = stop->stopRequested() ? nullptr : captions();
        if (!opened || *opened == nullptr) {
            return;
        }
        // Without proposals every caption can still be written.
        if (const auto proposals = (*opened)->propose(items, stop.get())) {
            tell([this, stop, source, made = *proposals] {
                if (!stop->stopRequested()) {
                    Q_EMIT proposalsMade(source, made);
                }
            });
        }
    });
}

void TeachService::storeCaptions(const ui::TeachSource &source,
                                 const QList<ui::CaptionItem> &edited) {
    stopProposing(); // what is stored does not wait for it
    m_thread->post([this, source, edited] {
        const auto opened = captions();
        const Result<void> stored =
            opened ? (*opened)->store(source, edited) : fail(opened.error());
        if (!stored) {
            tell([this, sentence = sentenceOf(stored.error())] { Q_EMIT failed(sentence); });
        }
    });
    if (source != m_readFrom) {
        return;
    }
    QHash<PhotoId, const ui::CaptionItem *> byPhoto;
    for (const ui::CaptionItem &item : edited) {
        byPhoto.insert(item.photo, &item);
    }
    for (ui::CaptionItem &item : m_read) {
        if (const auto *changed = byPhoto.value(item.photo)) {
            item = *changed;
        }
    }
    propose();
}

QStringList TeachService::dataOf(const ui::TeachSource &source) const {
    if (source == m_planned && !m_plannedData.isEmpty()) {
        return m_plannedData;
    }
    return source.album ? QStringList{QStringLiteral("--album"), source.name}
                        : QStringList{QStringLiteral("--data"), source.path};
}

QStringList TeachService::optionsOf(const QStringList &data, const ui::TeachOptions &options) {
    QStringList list = data;
    add(list, "--method", ui::methodKey(options.method));
    addNumber(list, "--epochs", options.epochs);
    addNumber(list, "--batch", options.batch);
    addNumber(list, "--learning-rate", options.learningRate);
    addNumber(list, "--weight-decay", options.weightDecay);
    addNumber(list, "--rank", options.rank);
    addNumber(list, "--alpha", options.alpha);
    addNumber(list, "--dropout", options.dropout);
    addNumber(list, "--hold-out", options.holdOut);
    addNumber(list, "--seed", options.seed);
    if (options.onTop) {
        list << kOnTop;
    }
    if (!options.words.isEmpty()) {
        add(list, "--words", options.words.join(QLatin1Char(',')));
    }
    if (!options.name.isEmpty()) {
        add(list, "--as", options.name);
    }
    if (options.fresh) {
        list << QStringLiteral("--fresh");
    }
    return list;
}

void TeachService::makePlan(const ui::TeachSource &source, bool onTop) {
    m_thread->post([this, source, onTop] {
        const auto opened = captions();
        const Result<QStringList> data =
            opened ? (*opened)->trainingData(source) : fail(opened.error());
        tell([this, source, onTop, data] {
            if (m_process.isRunning()) {
                return;
            }
            m_planned = source;
            m_plannedData = data.value_or(QStringList());
            if (data) {
                m_process.plan(onTop ? *data + QStringList{kOnTop} : *data);
            } else {
                ui::TeachPlan plan;
                plan.problem = sentenceOf(data.error());
                Q_EMIT planMade(source, plan);
            }
        });
    });
}

void TeachService::start(const ui::TeachSource &source, const ui::TeachOptions &options) {
    m_thread->post([this, source, options] {
        const auto opened = captions();
        const Result<QStringList> data =
            opened ? (*opened)->trainingData(source) : fail(opened.error());
        tell([this, data, options] {
            if (data) {
                startAgain(optionsOf(*data, options));
            } else {
                Q_EMIT runFailed(sentenceOf(data.error()));
            }
        });
    });
}

void TeachService::startAgain(const QStringList &options) {
    if (m_process.isRunning()) {
        return;
    }
    m_runOptions = options;
    m_process.start(options);
    Q_EMIT runStarted();
}

void TeachService::takePlan(const TrainReported &report, const TrainPlanned &planned) {
    ui::TeachPlan plan;
    plan.photos = report.learn + report.heldOut;
    plan.heldOut = report.heldOut;
    plan.guard = report.guard;
    for (const TrainAdvice &advice : report.advice) {
        plan.advice.append(inWords(advice));
    }
    plan.words = planned.words;
    plan.proposed = planned.proposed;
    plan.reason = reasonInWords(planned);
    plan.methods = planned.methods;
    if (report.learn == 0) {
        plan.problem = plan.advice.isEmpty() ? tr("There is nothing to learn from yet.")
                                             : plan.advice.join(QLatin1Char(' '));
    }
    Q_EMIT planMade(m_planned, plan);
}

} // namespace fovea::app
