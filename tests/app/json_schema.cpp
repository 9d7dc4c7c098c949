#include "app/json_schema.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace {

QString key(const char *name) {
    return QString::fromLatin1(name);
}

bool isOfType(const QJsonValue &value, const QString &type) {
    if (type == QLatin1String("integer")) {
        return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    }
    return (type == QLatin1String("null") && value.isNull()) ||
           (type == QLatin1String("boolean") && value.isBool()) ||
           (type == QLatin1String("number") && value.isDouble()) ||
           (type == QLatin1String("string") && value.isString()) ||
           (type == QLatin1String("array") && value.isArray()) ||
           (type == QLatin1String("object") && value.isObject());
}

bool isOfTypes(const QJsonValue &value, const QJsonValue &types) {
    if (types.isString()) {
        return isOfType(value, types.toString());
    }
    for (const auto &type : types.toArray()) {
        if (isOfType(value, type.toString())) {
            return true;
        }
    }
    return types.isUndefined();
}

QString objectMismatch(const QJsonObject &object, const QJsonObject &schema, const QString &where) {
    for (const auto &name : schema.value(key("required")).toArray()) {
        if (!object.contains(name.toString())) {
            return where + QStringLiteral(" lacks ") + name.toString();
        }
    }
    const QJsonObject properties = schema.value(key("properties")).toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString inner = where + QLatin1Char('.') + it.key();
        if (!properties.contains(it.key())) {
            return inner + QStringLiteral(" is not in the schema");
        }
        const QString mismatch = schemaMismatch(it.value(), properties.value(it.key()), inner);
        if (!mismatch.isEmpty()) {
            return mismatch;
        }
    }
    return {};
}

QString anyOfMismatch(const QJsonValue &value, const QJsonArray &schemas, const QString &where) {
    QString mismatches;
    for (const auto &schema : schemas) {
        const QString mismatch = schemaMismatch(value, schema, where);
        if (mismatch.isEmpty()) {
            return {};
        }
        mismatches += mismatch + QStringLiteral("; ");
    }
    return mismatches;
}

} // namespace

QString schemaMismatch(const QJsonValue &value, const QJsonValue &schemaValue,
                       const QString &where) {
    const QJsonObject schema = schemaValue.toObject();
    if (schema.contains(key("anyOf"))) {
        return anyOfMismatch(value, schema.value(key("anyOf")).toArray(), where);
    }
    if (!isOfTypes(value, schema.value(key("type")))) {
        return where + QStringLiteral(" is of another type");
    }
    if (schema.contains(key("enum")) && !schema.value(key("enum")).toArray().contains(value)) {
        return where + QStringLiteral(" is not one of the values: ") + value.toVariant().toString();
    }
    if (value.isDouble() && (value.toDouble() < schema.value(key("minimum")).toDouble(-INFINITY) ||
                             value.toDouble() > schema.value(key("maximum")).toDouble(INFINITY))) {
        return where + QStringLiteral(" is out of range: ") + value.toVariant().toString();
    }
    if (value.isObject()) {
        return objectMismatch(value.toObject(), schema, where);
    }
    const QJsonArray items = value.toArray();
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QString mismatch = schemaMismatch(items[i], schema.value(key("items")),
                                                QStringLiteral("%1[%2]").arg(where).arg(i));
        if (!mismatch.isEmpty()) {
            return mismatch;
        }
    }
    return {};
}
