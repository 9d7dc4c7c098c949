#pragma once

#include <QJsonValue>
#include <QString>

/// Holds `value` against a JSON Schema, as far as docs/schemas uses the language: type, enum,
/// properties, required, additionalProperties, items, anyOf, minimum, maximum. Empty where it fits,
/// else where and why it does not.
QString schemaMismatch(const QJsonValue &value, const QJsonValue &schema,
                       const QString &where = QStringLiteral("answer"));
