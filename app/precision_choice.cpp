#include "app/precision_choice.h"

#include "app/paths.h"
#include "engine/clip/clip_loader.h"

#include <QCryptographicHash>
#include <QSettings>

#include <fstream>
#include <string>

namespace fovea::app {
namespace {

/// What the processor calls itself and what it can do: a library that is carried to another
/// machine is measured again there.
QByteArray processorKey() {
    std::ifstream file("/proc/cpuinfo");
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (std::string line; std::getline(file, line) && !line.empty();) {
        if (line.starts_with("model name") || line.starts_with("flags") ||
            line.starts_with("Features")) {
            hash.addData(QByteArray::fromStdString(line));
        }
    }
    return hash.result().toHex().left(12);
}

} // namespace

Result<std::unique_ptr<clip::ClipModel>> openForIndexing(const ModelChoice &choice,
                                                         clip::Device device) {
    QSettings settings(toQString(configFolder() / "precision.ini"), QSettings::IniFormat);
    QCryptographicHash spaceHash(QCryptographicHash::Sha1);
    spaceHash.addData(QByteArray::fromStdString(choice.space.key));
    const QString key =
        QString::fromLatin1(processorKey() + '/' + spaceHash.result().toHex().left(16));
    const QString known = settings.value(key).toString();

    clip::OpenOptions options;
    options.device = device;
    options.threads = 1;
    options.adapter = choice.adapter;
    options.precision = known == QLatin1String("fp32")   ? clip::Precision::Fp32
                        : known == QLatin1String("bf16") ? clip::Precision::Bf16
                                                         : clip::Precision::Auto;
    auto model = clip::openModel(choice.config.folder, options);
    // On a graphics card the choice costs nothing to make again, and the card may be gone tomorrow.
    if (model && known.isEmpty() && (*model)->device() == "cpu") {
        if (const auto encoder = (*model)->imageEncoder(); !encoder) {
            return fail(encoder.error());
        }
        settings.setValue(key, (*model)->precision() == clip::Precision::Bf16
                                   ? QStringLiteral("bf16")
                                   : QStringLiteral("fp32"));
    }
    return model;
}

} // namespace fovea::app
