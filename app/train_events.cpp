#include "app/train_events.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace fovea::app {

namespace {

QJsonValue at(const QJsonObject &object, const char *key) {
    return object.value(QLatin1String(key));
}
qint64 whole(const QJsonObject &object, const char *key) {
    return at(object, key).toInteger();
}
double real(const QJsonObject &object, const char *key) {
    return at(object, key).toDouble();
}
QString text(const QJsonObject &object, const char *key) {
    return at(object, key).toString();
}

QStringList texts(const QJsonObject &object, const char *key) {
    QStringList list;
    for (const QJsonValue &value : at(object, key).toArray()) {
        list.append(value.toString());
    }
    return list;
}

ui::TeachMethod methodIn(const QJsonObject &object, const char *key) {
    return ui::methodFromKey(text(object, key)).value_or(ui::TeachMethod::Projection);
}

ui::TeachProgress::Phase phaseOf(const QString &name) {
    using Phase = ui::TeachProgress::Phase;
    const std::pair<const char *, Phase> phases[] = {{"reading", Phase::Reading},
                                                     {"encoding", Phase::Encoding},
                                                     {"training", Phase::Training},
                                                     {"evaluating", Phase::Evaluating},
                                                     {"refreshing", Phase::Refreshing}};
    for (const auto &[key, phase] : phases) {
        if (name == QLatin1String(key)) {
            return phase;
        }
    }
    return Phase::Starting;
}

ui::TeachProgress::Unit unitOf(const QString &name) {
    using Unit = ui::TeachProgress::Unit;
    const std::pair<const char *, Unit> units[] = {{"captions", Unit::Captions},
                                                   {"captions_and_photos", Unit::Both},
                                                   {"steps", Unit::Steps},
                                                   {"strengths", Unit::Strengths}};
    for (const auto &[key, unit] : units) {
        if (name == QLatin1String(key)) {
            return unit;
        }
    }
    return Unit::Photos;
}

ui::RecallFigures recallIn(const QJsonValue &value) {
    const QJsonObject object = value.toObject();
    return {real(object, "r1"), real(object, "r5"), real(object, "r10"),
            real(object, "median_rank")};
}

std::optional<ui::TeachFigures> figuresIn(const QJsonObject &object, const char *key) {
    const QJsonValue value = at(object, key);
    if (!value.isObject()) {
        return std::nullopt;
    }
    const QJsonObject figures = value.toObject();
    return ui::TeachFigures{whole(figures, "photos"), whole(figures, "captions"),
                            recallIn(at(figures, "text_to_image")),
                            recallIn(at(figures, "image_to_text"))};
}

ui::MethodPlan planIn(const QJsonObject &object) {
    ui::MethodPlan plan;
    plan.method = methodIn(object, "method");
    plan.etaSeconds = at(object, "eta_s").isDouble() ? qRound64(real(object, "eta_s")) : -1;
    plan.memoryBytes = whole(object, "memory_bytes");
    plan.epochs = int(whole(object, "epochs"));
    plan.batch = int(whole(object, "batch"));
    plan.learningRate = real(object, "learning_rate");
    plan.weightDecay = real(object, "weight_decay");
    // Names of common words, and captions without a new one, are learned by low-rank changes too.
    const bool low = plan.method == ui::TeachMethod::Lora || plan.method == ui::TeachMethod::Names;
    plan.rank = low ? int(whole(object, "rank")) : 0;
    plan.alpha = real(object, "alpha");
    plan.dropout = real(object, "dropout");
    return plan;
}

TrainPlanned plannedIn(const QJsonObject &object) {
    TrainPlanned planned;
    planned.proposed = methodIn(object, "proposed");
    planned.reason = text(object, "reason");
    planned.reasonCode = text(object, "reason_code");
    planned.words = texts(object, "words");
    planned.epochs = int(whole(object, "epochs"));
    for (const QJsonValue &method : at(object, "methods").toArray()) {
        planned.methods.append(planIn(method.toObject()));
    }
    if (planned.methods.isEmpty()) {
        planned.methods.append(planIn(object));
    }
    return planned;
}

QList<ui::TeachExample> examplesIn(const QJsonObject &object, const FileIds &fileIds) {
    QList<ui::TeachExample> examples;
    for (const QJsonValue &value : at(object, "examples").toArray()) {
        ui::TeachExample example;
        example.query = text(value.toObject(), "query");
        for (const QJsonValue &entry : at(value.toObject(), "photos").toArray()) {
            const QJsonObject photo = entry.toObject();
            const PhotoId known{whole(photo, "photo")};
            example.photos.append(
                {known ? known : fileIds(text(photo, "path")), at(photo, "right").toBool()});
        }
        examples.append(example);
    }
    return examples;
}

TrainFinished finishedIn(const QJsonObject &object, const FileIds &fileIds) {
    TrainFinished finished;
    finished.model = text(object, "model");
    finished.stopped = at(object, "stopped").toBool();
    ui::TeachResult &result = finished.result;
    result.adapter = text(object, "adapter");
    result.method = methodIn(object, "method");
    result.elapsedSeconds = real(object, "elapsed_s");
    result.stoppedEarly = at(object, "stopped_early").isString();
    result.guardIsAgreement = text(object, "guard_kind") == QLatin1String("agreement");
    for (const QJsonValue &value : at(object, "strengths").toArray()) {
        const QJsonObject entry = value.toObject();
        result.strengths.append({real(entry, "strength"), figuresIn(entry, "held_out"),
                                 figuresIn(entry, "guard"), examplesIn(entry, fileIds)});
    }
    return finished;
}

QList<TrainAdvice> adviceIn(const QJsonObject &object) {
    const QStringList sentences = texts(object, "advice");
    const QJsonArray codes = at(object, "advice_codes").toArray();
    QList<TrainAdvice> advice;
    for (qsizetype i = 0; i < sentences.size(); ++i) {
        const QJsonObject code = codes.at(i).toObject();
        advice.append({text(code, "code"), whole(code, "count"), sentences[i]});
    }
    return advice;
}

TrainRefused refusedIn(const QJsonObject &object) {
    return {text(object, "code"), whole(object, "count"), whole(object, "available"),
            text(object, "text"), text(object, "sentence")};
}

TrainReported reportedIn(const QJsonObject &object) {
    TrainReported report;
    report.photos = whole(object, "photos");
    report.captioned = whole(object, "captioned");
    report.tooLong = whole(object, "too_long");
    report.unreadable = at(object, "unreadable").toArray().size();
    report.learn = whole(object, "learn");
    report.heldOut = whole(object, "held_out");
    report.guard = whole(object, "guard");
    report.guardIsAgreement = text(object, "guard_kind") == QLatin1String("agreement");
    report.advice = adviceIn(object);
    return report;
}

std::optional<double> optionalReal(const QJsonObject &object, const char *key) {
    return at(object, key).isDouble() ? std::optional(real(object, key)) : std::nullopt;
}

} // namespace

std::optional<TrainEvent> parseTrainEvent(const QByteArray &line, const FileIds &fileIds) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QString event = text(object, "event");
    if (event == QLatin1String("started")) {
        return TrainStarted{text(object, "run"), at(object, "resumed").toBool(),
                            whole(object, "step")};
    }
    if (event == QLatin1String("report")) {
        return reportedIn(object);
    }
    if (event == QLatin1String("plan")) {
        return plannedIn(object);
    }
    if (event == QLatin1String("refused")) {
        return refusedIn(object);
    }
    if (event == QLatin1String("progress")) {
        const auto eta = optionalReal(object, "eta_s");
        return TrainProgressed{phaseOf(text(object, "phase")), unitOf(text(object, "unit")),
                               whole(object, "done"), whole(object, "total"),
                               eta ? qRound64(*eta) : -1};
    }
    if (event == QLatin1String("step")) {
        return ui::TeachStep{real(object, "epoch"), real(object, "loss"),
                             real(object, "temperature"), real(object, "learning_rate")};
    }
    if (event == QLatin1String("evaluation")) {
        return ui::TeachEvaluation{real(object, "epoch"), optionalReal(object, "held_out_loss"),
                                   figuresIn(object, "held_out"), figuresIn(object, "guard")};
    }
    if (event == QLatin1String("paused")) {
        const bool battery = text(object, "reason") == QLatin1String("battery");
        return TrainPaused{battery, at(object, "battery").toInt(-1)};
    }
    if (event == QLatin1String("resumed")) {
        return TrainResumed{};
    }
    if (event == QLatin1String("slowed") || event == QLatin1String("cooled")) {
        return TrainSlowed{event == QLatin1String("slowed")};
    }
    if (event == QLatin1String("finished")) {
        return finishedIn(object, fileIds);
    }
    return std::nullopt;
}

QList<TrainEvent> curveBefore(const TrainStarted &started) {
    QList<TrainEvent> events;
    QFile curve(started.run + QStringLiteral("/curve.jsonl"));
    if (!started.resumed || !curve.open(QIODevice::ReadOnly)) {
        return events; // the curve begins where the run goes on
    }
    while (!curve.atEnd()) {
        const QByteArray line = curve.readLine();
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const auto event = parseTrainEvent(line, [](const QString &) { return PhotoId{}; });
        if (event && whole(object, "step") <= started.step) {
            events.append(*event);
        }
    }
    return events;
}

} // namespace fovea::app
